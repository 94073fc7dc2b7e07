using LlmWorkbook.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Data;

public sealed class PreferenceBatchesTests
{
    private static readonly Preference[] Preferences = [new([1, 2], [3, 10], [4, 10]), new([5], [3, 10], [6, 7, 8, 10])];

    [Fact]
    public void Chosen_rows_come_first_and_only_answers_are_asked_for()
    {
        using var batch = new PreferenceBatches(Preferences, 2, pad: 9, seed: 1, CPU).InOrder().Single();
        const long no = Batch.Ignored;
        Assert.Equal([1, 2, 3, 10, 9, 5, 3, 10, 9, 9, 1, 2, 4, 10, 9, 5, 6, 7, 8, 10], batch.Inputs.data<long>().ToArray());
        Assert.Equal([no, 3, 10, no, no, 3, 10, no, no, no, no, 4, 10, no, no, 6, 7, 8, 10, no], batch.Targets.data<long>().ToArray());
        Assert.Equal([4, 3, 4, 5], batch.IsPad!.logical_not().sum(1).data<long>().ToArray());
        Assert.Equal(16, batch.Tokens);
    }

    [Fact]
    public void A_batch_depends_on_seed_and_number_alone()
    {
        var batches = new PreferenceBatches(Preferences, 8, pad: 0, seed: 1, CPU);
        long[] Inputs(PreferenceBatches b, long n)
        {
            using var batch = b[n];
            return [.. batch.Inputs.data<long>()];
        }
        Assert.Equal(Inputs(batches, 5), Inputs(new(Preferences, 8, pad: 0, seed: 1, CPU), 5));
        Assert.NotEqual(Inputs(batches, 5), Inputs(batches, 6));
        Assert.Contains("Row 0 has 2 tokens of prompt and 0 of answer", Assert.Throws<WorkbookException>(() => AnswerRows.Of([([1, 2], [])], 0, CPU)).Message);
    }
}
