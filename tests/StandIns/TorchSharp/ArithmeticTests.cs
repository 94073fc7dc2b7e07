using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.StandIns.TorchSharp;

/// <summary>Operators and functions: values, and which type comes out.</summary>
public class ArithmeticTests
{
    private static readonly Tensor Whole = tensor(new long[] { 1, 2, 3 });
    private static readonly Tensor Small = tensor(new float[,] { { 1, 2 }, { 3, 4 } });

    private static float[] Floats(Tensor t) => t.reshape(-1).data<float>().ToArray();

    [Fact]
    public void TypesOfResults()
    {
        Assert.Equal(ScalarType.Float32, (Whole / 2).dtype);
        Assert.Equal(ScalarType.Float32, (Whole * 2.5).dtype);
        Assert.Equal(ScalarType.Int64, (Whole + 1).dtype);
        Assert.Equal(ScalarType.Float64, (ones(2) + ones(2, dtype: float64)).dtype);
        Assert.Equal(ScalarType.Float32, (ones(2) + 1.5).dtype);
        Assert.Equal(ScalarType.Bool, (Whole > 1).dtype);
        Assert.Equal(ScalarType.Int64, Whole.sum().dtype);
    }

    [Fact]
    public void Operators()
    {
        Assert.Equal([2, 4, 6, 8], Floats(Small + Small));
        Assert.Equal([0, -1, -2, -3], Floats(1 - Small));
        Assert.Equal([2, 4, 6, 8], Floats(2 * Small));
        Assert.Equal([1, 0.5f, 1f / 3, 0.25f], Floats(1 / Small));
        Assert.Equal([-1, -2, -3, -4], Floats(-Small));
        Assert.Equal([1, 0, 1, 0], Floats(Small % 2));
        Assert.Equal([false, true, true], (Whole >= 2).data<bool>().ToArray());
        Assert.Equal([true, false, false], (Whole == 1).data<bool>().ToArray());
        Assert.Equal([false, true, false], ((Whole > 1) & ~(Whole == 3)).data<bool>().ToArray());
    }

    [Fact]
    public void Products()
    {
        Assert.Equal([7, 10, 15, 22], Floats(Small.matmul(Small)));
        Assert.Equal([7, 10, 15, 22], Floats(Small.mm(Small)));
        Assert.Equal([7, 10, 15, 22], Floats(einsum("ij,jk->ik", Small, Small)));
        Assert.Equal([7, 10, 15, 22], Floats(Small.unsqueeze(0).bmm(Small.unsqueeze(0))));
        Assert.Equal(14, (long)Whole.dot(Whole));
    }

    [Fact]
    public void Reductions()
    {
        Assert.Equal(10, (float)Small.sum());
        Assert.Equal([4, 6], Floats(Small.sum(0L)));
        Assert.Equal([2, 1], Small.sum(1, keepdim: true).shape);
        Assert.Equal([1.5f, 3.5f], Floats(Small.mean([1])));
        Assert.Equal(Math.Sqrt(5 / 3.0), (double)Small.std(), 5);
        Assert.Equal(1.25, Math.Pow((double)Small.std(unbiased: false), 2), 5);
        Assert.Equal(5 / 3.0, (double)Small.var(unbiased: false), 5); // the argument is ignored, as in the real package
        var (values, indices) = Small.max(1);
        Assert.Equal([2, 4], Floats(values));
        Assert.Equal([1, 1], indices.data<long>().ToArray());
        Assert.Equal(3, (long)Small.argmax());
        Assert.Equal(Math.Sqrt(30), (double)Small.norm(), 5);
        Assert.Equal([1, 3, 6], Whole.cumsum(0).data<long>().ToArray());
        Assert.Equal(24, (float)Small.prod());
    }

    [Fact]
    public void SoftmaxAndItsKin()
    {
        var x = tensor(new[] { 0f, MathF.Log(3) });
        Assert.Equal([0.25, 0.75], Floats(x.softmax(0)).Select(v => Math.Round(v, 6)));
        Assert.Equal(Math.Log(4), (double)x.logsumexp(0), 5);
        Assert.Equal(-Math.Log(4), (double)x.log_softmax(-1)[0], 5);
        Assert.Equal([0.5, 0.75], Floats(x.sigmoid()).Select(v => Math.Round(v, 6)));
        Assert.Equal(0.8413, (double)ones(1).gelu(), 4);
        Assert.Equal([0, 1], Floats(tensor(new[] { -1f, 1f }).relu()));
    }

    [Fact]
    public void OrderAndChoice()
    {
        var t = tensor(new[] { 3f, 1f, 2f });
        Assert.Equal([1, 2, 3], Floats(t.sort().Values));
        Assert.Equal([0, 2, 1], t.argsort(descending: true).data<long>().ToArray());
        var (values, indices) = t.topk(2);
        Assert.Equal([3, 2], Floats(values));
        Assert.Equal([0, 2], indices.data<long>().ToArray());
        Assert.Equal([2, 2, 2], Floats(t.clamp(2, 2)));
        Assert.Equal([0, 1, 0], Floats(where(t > 1, zeros(3), t)));
        var (unique, _, counts) = tensor(new long[] { 5, 3, 5 }).unique(return_counts: true);
        Assert.Equal([3, 5], unique.data<long>().ToArray());
        Assert.Equal([1, 2], counts!.data<long>().ToArray());
        Assert.Equal([0, 2, 1], tensor(new long[] { 1, 2, 1 }).bincount(null).data<long>().ToArray());
    }

    [Fact]
    public void InPlaceMembersReturnTheTensorItself()
    {
        var t = ones(2);
        Assert.Same(t, t.add_(1).mul_(3).sub_(2).div_(2));
        Assert.Equal([2, 2], Floats(t));
        Assert.Equal([0, 0], Floats(t.zero_()));
        Assert.Equal([7, 7], Floats(t.fill_(7)));
        Assert.Equal([1, 2], Floats(t.copy_(tensor(new[] { 1f, 2f }))));
        Assert.Equal([1.5f, 3], Floats(t.addcmul_(ones(2), t, 0.5)));
    }

    [Fact]
    public void MeanOfWholeNumbersThrows()
    {
        var e = Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => Whole.mean());
        Assert.Contains("could not infer output dtype", e.Message, StringComparison.Ordinal);
    }
}
