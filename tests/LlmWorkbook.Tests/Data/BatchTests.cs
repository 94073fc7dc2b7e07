using LlmWorkbook.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Data;

public class BatchTests
{
    private static readonly int[][] Documents = [[20, 21, 22, 23, 24, 25], [30], [40, 41], [50, 51, 52]];

    [Fact]
    public void Halves_hold_each_row_once_without_places_that_only_the_other_fills()
    {
        using var batch = new DocumentBatches(Documents, DocumentBatchesTests.Special, 4, 7, seed: 1, CPU).InOrder().Single();
        var ((few, share), (many, rest)) = batch.Halves()!.Value;
        using var _ = few;
        using var __ = many;
        Assert.Equal([3L, 4], few.Inputs.shape);
        Assert.Equal([1L, 30, 0, 0, 1, 40, 41, 0, 1, 50, 51, 52], few.Inputs.data<long>().ToArray());
        Assert.Equal([30L, 1, -100, -100, 40, 41, 1, -100, 50, 51, 52, 1], few.Targets.data<long>().ToArray());
        Assert.Equal([1L, 20, 21, 22, 23, 24, 25], many.Inputs.data<long>().ToArray());
        Assert.Equal([20L, 21, 22, 23, 24, 25, 1], many.Targets.data<long>().ToArray());
        Assert.Equal((9, 7, 9.0 / 16, 7.0 / 16), (few.Tokens, many.Tokens, share, rest));
    }

    [Fact]
    public void What_belongs_to_a_row_goes_with_it()
    {
        using var batch = new Batch(tensor(new long[,] { { 1, 2, 3 }, { 4, 5, 6 }, { 7, 8, 0 } }), tensor(new long[,] { { -100, 1 }, { 2, 3 }, { 4, -100 } }))
        {
            Lengths = [3, 3, 2],
            IsPad = tensor(new[,] { { false, false, false }, { false, false, false }, { false, false, true } }),
            DecoderInputs = tensor(new long[,] { { 10, 11 }, { 12, 13 }, { 14, 15 } }),
            Segments = tensor(new long[,] { { 0, 0, 1 }, { 0, 1, 1 }, { 0, 1, 0 } }),
            IsNext = tensor(new long[] { 1, 0, 1 }),
        };
        var ((few, share), (many, _)) = batch.Halves()!.Value;
        using var first = few;
        using var other = many;
        Assert.Equal([7L, 8], few.Inputs.data<long>().ToArray());
        Assert.Equal([14L, 15], few.DecoderInputs!.data<long>().ToArray());
        Assert.Equal([0L, 1], few.Segments!.data<long>().ToArray());
        Assert.Equal([1L], few.IsNext!.data<long>().ToArray());
        Assert.Null(few.IsPad);
        Assert.Equal([1L, 2, 3, 4, 5, 6], many.Inputs.data<long>().ToArray());
        Assert.Equal([-100L, 1, 2, 3], many.Targets.data<long>().ToArray());
        Assert.Equal([10L, 11, 12, 13], many.DecoderInputs!.data<long>().ToArray());
        Assert.Equal([1L, 0], many.IsNext!.data<long>().ToArray());
        Assert.Null(many.IsPad);
        Assert.Equal(0.25, share);
    }

    [Fact]
    public void Targets_of_a_decoder_stay_whole_also_where_they_happen_to_be_as_wide_as_the_inputs()
    {
        using var batch = new Batch(tensor(new long[,] { { 1, 2, 3 }, { 4, 5, 0 } }), tensor(new long[,] { { 6, 7, 8 }, { 9, 10, 11 } }))
        {
            Lengths = [3, 2],
            DecoderInputs = tensor(new long[,] { { 0, 6, 7 }, { 0, 9, 10 } }),
        };
        var ((few, _), (many, _)) = batch.Halves()!.Value;
        using var first = few;
        using var other = many;
        Assert.Equal([4L, 5], few.Inputs.data<long>().ToArray());
        Assert.Equal([9L, 10, 11], few.Targets.data<long>().ToArray());
        Assert.Equal(few.DecoderInputs!.shape, few.Targets.shape);
    }

    [Fact]
    public void What_cannot_be_halved_stays_whole()
    {
        using var one = new Batch(ones(1, 3, dtype: int64), ones(1, 3, dtype: int64));
        Assert.Null(one.Halves());
        using var lopsided = new Batch(ones(2, 3, dtype: int64), tensor(new long[,] { { 1, 1, 1 }, { -100, -100, -100 } }));
        Assert.Null(lopsided.Halves());
    }

    [Fact]
    public void Halving_leaves_no_tensor_behind()
    {
        using var batch = new DocumentBatches(Documents, DocumentBatchesTests.Special, 4, 7, seed: 1, CPU).InOrder().Single();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var ((few, _), (many, _)) = batch.Halves()!.Value;
        Assert.Equal(before + 4, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        few.Dispose();
        many.Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
