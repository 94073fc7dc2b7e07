using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.StandIns.TorchSharp;

/// <summary>Views, joins and indices.</summary>
public class ShapeTests
{
    private static readonly Tensor A = arange(6).reshape(2, 3);

    private static long[] Longs(Tensor t) => t.reshape(-1).data<long>().ToArray();

    [Fact]
    public void Views()
    {
        Assert.Equal([3, 2], A.view(3, 2).shape);
        Assert.Equal([6], A.view(-1).shape);
        Assert.Equal([3, 2], A.transpose(0, 1).shape);
        Assert.Equal([0, 3, 1, 4, 2, 5], Longs(A.T));
        Assert.Equal([0, 3, 1, 4, 2, 5], A.T.data<long>().ToArray());
        Assert.False(A.T.is_contiguous());
        Assert.True(A.T.contiguous().is_contiguous());
        Assert.Equal([1, 2, 1, 3], A.unsqueeze(1).unsqueeze(0).shape);
        Assert.Equal([2, 3], A.unsqueeze(0).squeeze(0).shape);
        Assert.Equal([3, 1, 2], A.unsqueeze(1).permute(2, 1, 0).shape);
        Assert.Equal([4, 2, 3], A.expand(4, 2, 3).shape);
        Assert.Equal([2, 6], A.repeat(1, 2).shape);
        Assert.Equal([0, 0, 1, 1, 2, 2], Longs(A[0].repeat_interleave(2)));
        Assert.Equal([6], A.flatten().shape);
        Assert.Equal([2, 0, 1], Longs(A[0].roll(1, 0)));
        Assert.Equal([2, 1, 0], Longs(A[0].flip(0)));
        Assert.Equal(3, A.size(-1));
    }

    [Fact]
    public void AViewSharesItsMemory()
    {
        var t = zeros(2, 2);
        t[0].fill_(5);
        t[1, 1] = 7;
        Assert.Equal([5, 5, 0, 7], t.data<float>().ToArray());
    }

    [Fact]
    public void Joins()
    {
        Assert.Equal([4, 3], cat([A, A]).shape);
        Assert.Equal([2, 6], cat(new List<Tensor> { A, A }, 1).shape);
        Assert.Equal([2, 2, 3], stack([A, A]).shape);
        Assert.Equal([2, 6], hstack(A, A).shape);
        Assert.Equal([4, 3], vstack(new[] { A, A }).shape);
        Assert.Equal(new long[][] { [2, 2], [2, 1] }, A.split(2, 1).Select(t => t.shape));
        Assert.Equal(new long[][] { [2, 1], [2, 2] }, A.split(new long[] { 1, 2 }, 1).Select(t => t.shape));
        Assert.Equal(3, A.chunk(3, 1).Length);
        Assert.Equal(new long[][] { [0, 1, 2], [3, 4, 5] }, A.unbind().Select(Longs));
        Assert.Equal(20, arange(20).unbind().Length);
    }

    [Fact]
    public void Indices()
    {
        Assert.Equal([0, 1, 2], Longs(A[0]));
        Assert.Equal(1, (long)A[0, 1]);
        Assert.Equal([3, 4, 5], Longs(A[^1]));
        Assert.Equal([3, 4, 5], Longs(A[-1]));
        Assert.Equal([1, 4], Longs(A[.., 1]));
        Assert.Equal([1, 2, 4, 5], Longs(A[.., 1..]));
        Assert.Equal([0, 1, 3, 4], Longs(A[.., ..^1]));
        Assert.Equal([1, 4], Longs(A[TensorIndex.Colon, 1]));
        Assert.Equal([0, 1, 2], Longs(A[TensorIndex.Slice(step: 2)]));
        Assert.Equal([3, 4, 5], Longs(A[A > 2]));
        Assert.Equal([3, 4, 5, 0, 1, 2], Longs(A[tensor(new long[] { 1, 0 })]));
        Assert.Equal([1, 2, 3], A[TensorIndex.None].shape);
        Assert.Equal([2, 5], Longs(A[TensorIndex.Ellipsis, 2]));
        Assert.Equal([1, 3], Longs(A[tensor(new long[] { 0, 1 }), tensor(new long[] { 1, 0 })]));
        Assert.Equal([1, 4], Longs(A[TensorIndex.Colon, TensorIndex.Tensor(tensor(new long[] { 1 }))]));
    }

    [Fact]
    public void Stores()
    {
        var t = zeros(2, 3, dtype: int64);
        t[0] = tensor(new long[] { 1, 2, 3 });
        t[.., 2] = 9;
        t[1, 0] = 4;
        t[t == 0] = -1;
        Assert.Equal([1, 2, 9, 4, -1, 9], Longs(t));
        t.index_put_(tensor(8L), TensorIndex.Single(1), TensorIndex.Single(1));
        Assert.Equal(8, (long)t[1, 1]);
    }

    [Fact]
    public void GatherAndItsKin()
    {
        var index = tensor(new long[,] { { 2 }, { 0 } });
        Assert.Equal([2, 3], Longs(A.gather(1, index)));
        Assert.Equal([0, 0, 7, 7, 0, 0], Longs(zeros(2, 3, dtype: int64).scatter(1, index, full(2, 1, 7))));
        Assert.Equal([0, 2, 3, 5], Longs(A.index_select(1, tensor(new long[] { 0, 2 }))));
        Assert.Equal([0, 1, 2, -9, -9, -9], Longs(A.masked_fill(A > 2, -9)));
        Assert.Equal([3, 4, 5], Longs(A.masked_select(A > 2)));
        Assert.Equal([1, 0, 1, 1, 1, 2], Longs((A > 2).nonzero()));
        Assert.Equal([1, 2], Longs(A.narrow(1, 1, 2)[0]));
        Assert.Equal([0, 2, 0, 3, 4, 5], Longs(zeros(2, 3, dtype: int64).index_copy_(0, tensor(new long[] { 1 }), A[1..]).index_add_(0, tensor(new long[] { 0 }), tensor(new long[,] { { 0, 1, 0 } }), 2)));
    }

    [Fact]
    public void MasksOfTwoDimensionsLeaveTheRest()
    {
        var t = arange(12).reshape(2, 2, 3);
        var mask = tensor(new bool[,] { { true, false }, { false, true } });
        Assert.Equal([0, 1, 2, 9, 10, 11], Longs(t[mask]));
    }
}
