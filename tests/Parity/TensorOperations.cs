using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace LlmWorkbook.Tests.Parity;

/// <summary>The C# side of cases/tensors.py.</summary>
internal static class TensorOperations
{
    public static readonly Dictionary<string, Operation> Tensors = new()
    {
        ["arithmetic"] = x =>
        {
            Tensor a = x("a"), b = x("b");
            return [a + b, a - b, a * b, a / b, b.pow(1.5), -a, 2 - a, 1 / b];
        },
        ["pointwise"] = i =>
        {
            var x = i("x");
            return [x.exp(), x.log(), x.sqrt(), x.rsqrt(), x.abs(), x.clamp(0.4, 0.9), x.sin(), x.cos(), x.pow(3)];
        },
        ["products"] = x => [matmul(x("a"), x("b")), bmm(x("a"), x("b")), matmul(x("a"), x("c")), mm(x("a")[0], x("c"))],
        ["einsum"] = x => [einsum("btd,bsd->bts", x("a"), x("b")), einsum("btd,btd->b", x("a"), x("a"))],
        ["reductions"] = i =>
        {
            var x = i("x");
            return [x.sum(), x.sum(1), x.mean(), x.mean([0, 2], keepdim: true), x.var(1), x.std(), x.var(-1, unbiased: false)];
        },
        ["extremes"] = i =>
        {
            var x = i("x");
            var (large, largeAt) = x.max(1);
            var (small, smallAt) = x.min(0);
            return [x.max(), large, largeAt, x.min(), small, smallAt, x.argmax(1), maximum(x, x.flip(0)), minimum(x, x.flip(1))];
        },
        ["norm"] = x => [x("x").norm(), norm(x("x"), 1, keepdim: false), norm(x("x"), 0, keepdim: true), x("x").norm(1f)],
        ["cumsum"] = x => [x("x").cumsum(0), x("x").cumsum(1), x("n").cumsum(0)],
        ["topk"] = x =>
        {
            var (large, largeAt) = x("x").topk(3);
            var (small, smallAt) = x("x").topk(2, 0, largest: false);
            return [large, largeAt, small, smallAt];
        },
        ["sort"] = x =>
        {
            var (up, upFrom) = x("x").sort();
            var (down, downFrom) = x("x").sort(0, descending: true);
            return [up, upFrom, down, downFrom, x("x").argsort(1)];
        },
        ["gather"] = x => [x("x").gather(1, x("index"))],
        ["scatter"] = x => [x("x").scatter(1, x("index"), x("source")), x("x").scatter_add(1, x("index"), x("source"))],
        ["indexing"] = i =>
        {
            var x = i("x");
            return [x.index_select(0, i("rows")), x[i("rows")], x[i("is_kept")], x[1], x[.., 1..], x[-1, 0],
                x[TensorIndex.Slice(step: 2)], x[TensorIndex.Ellipsis, TensorIndex.None], x.masked_select(x > 0)];
        },
        ["masks"] = x => [where(x("is_masked"), x("a"), x("b")), x("a").masked_fill(x("is_masked"), -2.5), x("a").tril(), x("b").triu(1), x("a").tril(-1)],
        ["repetition"] = x => [x("x").repeat_interleave(2, 0), x("x").repeat_interleave(x("repeats"), 0), x("x").repeat(2, 2), x("x").unsqueeze(0).expand(4, 3, 2)],
        ["shapes"] = x =>
        {
            Tensor a = x("a"), b = x("b");
            return [cat([a, b], 1), stack([a, b]), a.view(3, 4), a.t(), a.reshape(2, 3, 2).transpose(1, 2),
                a.reshape(2, 3, 2).permute(2, 0, 1), .. a.split(4, 1), .. a.chunk(2, 1), a.flip(1), a.roll(1, 1)];
        },
        ["one_hot"] = x => [one_hot(x("tokens")), one_hot(x("tokens"), 6)],
    };
}
