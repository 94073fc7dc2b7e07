using LlmWorkbook.Tests;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StandIns;

/// <summary>
/// What is computed in one pass in float32 on the CPU equals, in values and gradients, the same formula out of single
/// operators in float64, at many shapes and at the edges of the number range.
/// </summary>
public sealed class FusedTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public FusedTests() => manual_seed(20);

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData(1, 1, 1, 1, 1)]
    [InlineData(2, 3, 5, 5, 7)]
    [InlineData(2, 4, 64, 64, 32)]
    [InlineData(2, 2, 65, 65, 16)]
    [InlineData(1, 2, 130, 130, 5)]
    [InlineData(1, 1, 256, 256, 64)]
    [InlineData(1, 1, 3, 9, 4)]
    [InlineData(1, 2, 9, 3, 4)]
    [InlineData(1, 4, 1, 40, 32)]
    public void AttentionOfSeparateTensors(int batch, int heads, int queries, int keys, int width)
    {
        foreach (bool causal in new[] { true, false })
            AssertSame(
                x => functional.scaled_dot_product_attention(x[0], x[1], x[2], is_casual: causal),
                x => Attention(x[0], x[1], x[2], causal),
                randn(batch, heads, queries, width), randn(batch, heads, keys, width), randn(batch, heads, keys, width));
    }

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(3, 2, 7, 5)]
    [InlineData(12, 4, 64, 32)]
    [InlineData(2, 3, 33, 8)]
    public void AttentionOfPartsOfOneProjection(int batch, int heads, int length, int width)
    {
        Tensor[] Parts(Tensor x) => [.. x.split(heads * width, 2).Select(p => p.view(batch, length, heads, width).transpose(1, 2))];
        AssertSame(
            x => Parts(x[0]) is var p ? functional.scaled_dot_product_attention(p[0], p[1], p[2], is_casual: true).transpose(1, 2).reshape(batch, length, -1) : null!,
            x => Parts(x[0]) is var p ? Attention(p[0], p[1], p[2], true).transpose(1, 2).reshape(batch, length, -1) : null!,
            randn(batch, length, 3 * heads * width));
    }

    [Fact]
    public void AttentionOfCachedKeysAndOfDenseStrides()
    {
        var room = randn(2, 3, 20, 8);
        var query = randn(2, 3, 1, 8);
        var cached = room.narrow(2, 0, 11);
        AssertClose(Attention(query.@double(), cached.@double(), cached.@double(), false), functional.scaled_dot_product_attention(query, cached, cached));
        var turned = randn(2, 3, 8, 6).transpose(2, 3); // last dimension not contiguous
        AssertClose(Attention(turned.@double(), turned.@double(), turned.@double(), true), functional.scaled_dot_product_attention(turned, turned, turned, is_casual: true));
        var spread = randn(2, 3, 1, 8).expand(2, 3, 6, 8);
        AssertClose(Attention(spread.@double(), spread.@double(), spread.@double(), true), functional.scaled_dot_product_attention(spread, spread, spread, is_casual: true));
    }

    [Theory]
    [InlineData(1, 1, 1, 1, 1)]
    [InlineData(2, 3, 5, 5, 7)]
    [InlineData(3, 8, 45, 45, 12)]
    [InlineData(2, 2, 65, 70, 16)]
    [InlineData(2, 2, 3, 40, 8)]
    public void AttentionThatSeesSomeKeysOnly(int batch, int heads, int queries, int keys, int width)
    {
        foreach (long[] shape in new long[][] { [queries, keys], [batch, 1, 1, keys], [batch, 1, queries, keys], [1, 1, queries, keys] })
        {
            var mask = rand(shape) < 0.5;
            mask.narrow(-1, keys / 2, 1).fill_(true);   // each query sees one at least
            AssertSame(
                x => functional.scaled_dot_product_attention(x[0], x[1], x[2], mask),
                x => (x[0].matmul(x[1].transpose(-2, -1)) / Math.Sqrt(width)).masked_fill(mask.logical_not(), double.NegativeInfinity).softmax(-1).matmul(x[2]),
                randn(batch, heads, queries, width), randn(batch, heads, keys, width), randn(batch, heads, keys, width));
        }
    }

    [Fact]
    public void AttentionThatSeesNothingIsNoNumber()
    {
        var (x, mask) = (randn(1, 1, 2, 4), tensor(new[,] { { true, false }, { false, false } }));
        var result = functional.scaled_dot_product_attention(x, x, x, mask);
        AssertClose(x[0, 0, 0].@double(), result[0, 0, 0]);
        Assert.True(result[0, 0, 1].isnan().all().ToBoolean());
    }

    [Fact]
    public void AttentionOfLargeScoresStaysFinite()
    {
        var x = randn(1, 2, 70, 8) * 1e4f;
        AssertClose(Attention(x.@double(), x.@double(), x.@double(), true), functional.scaled_dot_product_attention(x, x, x, is_casual: true));
    }

    [Fact]
    public void AttentionPassesNaNOnAndHidesTheFuture()
    {
        var x = randn(1, 1, 6, 4);
        var value = x.clone();
        x[0, 0, 3, 0] = float.NaN;
        var result = functional.scaled_dot_product_attention(x, x, value, is_casual: true);
        Assert.True(result[0, 0, 3].isnan().all().ToBoolean());
        Assert.True(result[0, 0, 5].isnan().all().ToBoolean());
        var before = functional.scaled_dot_product_attention(value, value, value, is_casual: true);
        value[0, 0, 5] = 100;
        var after = functional.scaled_dot_product_attention(value, value, value, is_casual: true);
        AssertClose(before.narrow(2, 0, 5).@double(), after.narrow(2, 0, 5));
    }

    [Fact]
    public void GeluFarAndNear()
    {
        var x = cat([linspace(-14, 14, 20001), randn(1000), tensor(new[] { 0f, 1e-20f, -1e-20f, -40f, 40f })]);
        AssertSame(v => functional.gelu(v[0]), v => v[0] * (1 + (v[0] / Math.Sqrt(2)).erf()) / 2, x);
        var edge = functional.gelu(tensor(new[] { float.NaN, float.PositiveInfinity, -1e30f }));
        Assert.True(float.IsNaN(edge[0].ToSingle()));
        Assert.Equal(float.PositiveInfinity, edge[1].ToSingle());
        Assert.Equal(0, edge[2].ToSingle());
    }

    [Fact]
    public void GeluOfViewsAndOfOtherTypes()
    {
        var x = randn(7, 9);
        AssertClose(functional.gelu(x.@double()).t(), functional.gelu(x.t()));
        Assert.Equal([0], functional.gelu(zeros(0)).shape);
        Assert.Equal(DeviceType.META, functional.gelu(zeros(3, device: META)).device_type);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 7)]
    [InlineData(768, 128)]
    [InlineData(100, 33)]
    [InlineData(5, 1000)]
    public void LayerNormWithAndWithoutWeightAndBias(int rows, int width)
    {
        static Tensor Composed(Tensor[] x)
        {
            var centred = x[0] - x[0].mean([-1], keepdim: true);
            var unit = centred / (centred.square().mean([-1], keepdim: true) + 1e-5).sqrt();
            return x.Length == 1 ? unit : x.Length == 2 ? unit * x[1] : unit * x[1] + x[2];
        }

        Tensor[] all = [randn(rows, width) * 3 + 5, randn(width), randn(width)];
        for (int count = 1; count <= 3; count++)
            AssertSame(x => functional.layer_norm(x[0], [width], x.ElementAtOrDefault(1), x.ElementAtOrDefault(2)), Composed, all[..count]);
    }

    [Fact]
    public void LayerNormOfAConstantRowIsItsBias()
    {
        var y = functional.layer_norm(full(2, 5, 3f), [5], ones(5), arange(5, dtype: float32));
        AssertClose(arange(5, dtype: float64).expand(2, 5), y);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 7)]
    [InlineData(16, 17)]
    [InlineData(40, 1000)]
    [InlineData(300, 3833)]
    public void CrossEntropyWithSomeRowsIgnored(int rows, int width)
    {
        var targets = randint(0, width, [rows], int64);
        for (int row = 1; row < rows; row += 3)
            targets[row] = -100;
        var asked = targets != -100;
        Tensor Each(Tensor x) => -x.log_softmax(1).gather(1, targets.clamp_min(0).unsqueeze(1)).squeeze(1).masked_fill(asked.logical_not(), 0);
        var logits = randn(rows, width) * 5;
        AssertSame(x => functional.cross_entropy(x[0], targets, reduction: Reduction.None), x => Each(x[0]), logits);
        AssertSame(x => functional.cross_entropy(x[0], targets, reduction: Reduction.Sum), x => Each(x[0]).sum(), logits);
        AssertSame(x => functional.cross_entropy(x[0], targets), x => Each(x[0]).sum() / asked.sum(), logits);
    }

    [Fact]
    public void CrossEntropyAtTheEdges()
    {
        var far = tensor(new[,] { { 1e4f, -1e4f, 0 }, { float.NegativeInfinity, 2, 1 }, { -3e38f, 3e38f, 0 } });
        AssertClose(tensor(new[] { 2e4, 1.3132617, 0 }), functional.cross_entropy(far, tensor(new long[] { 1, 2, 1 }), reduction: Reduction.None));
        far[1, 1] = float.NaN;
        Assert.Equal([false, true, false], functional.cross_entropy(far, tensor(new long[] { 1, 2, 1 }), reduction: Reduction.None).isnan().data<bool>().ToArray());
        Assert.True(double.IsNaN(functional.cross_entropy(randn(2, 3), tensor(new long[] { -100, -100 })).ToDouble()));
        Assert.Contains("out of bounds", Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => functional.cross_entropy(randn(2, 3), tensor(new long[] { 0, 3 }))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void AdamWFollowsItsFormula(double decay)
    {
        const double rate = 1e-2, beta1 = 0.9, beta2 = 0.99, eps = 1e-8;
        long[][] shapes = [[3], [100, 333], [16384], [16385], []];
        var parameters = shapes.Select(s => new Parameter(randn(s))).ToArray();
        var expected = parameters.Select(p => (P: p.detach().@double().clone(), M: zeros(p.shape, float64), V: zeros(p.shape, float64))).ToArray();
        using var optimizer = optim.AdamW(parameters, rate, beta1, beta2, eps, decay);
        for (int step = 1; step <= 20; step++)
        {
            for (int i = 0; i < parameters.Length; i++)
            {
                var g = randn(shapes[i]) * 10;
                parameters[i].grad = g;
                var (p, m, v) = expected[i];
                m = beta1 * m + (1 - beta1) * g.@double();
                v = beta2 * v + (1 - beta2) * g.@double().square();
                p = p * (1 - rate * decay) - rate / (1 - Math.Pow(beta1, step)) * m / ((v / (1 - Math.Pow(beta2, step))).sqrt() + eps);
                expected[i] = (p, m, v);
            }
            optimizer.step();
        }
        for (int i = 0; i < parameters.Length; i++)
            AssertClose(expected[i].P, parameters[i].detach());
    }

    [Fact]
    public void ClippingScalesOnlyWhatIsTooLong()
    {
        var parameters = new[] { new Parameter(zeros(40, 1000)), new Parameter(zeros(3)) };
        Tensor[] grads = [randn(40, 1000), randn(3)];
        double norm = Math.Sqrt(grads.Sum(g => g.@double().square().sum().ToDouble()));
        foreach (double most in new[] { norm * 2, norm / 2 })
        {
            for (int i = 0; i < 2; i++)
                parameters[i].grad = grads[i].clone();
            Assert.Equal(norm, nn.utils.clip_grad_norm_(parameters, most), norm * 1e-6);
            for (int i = 0; i < 2; i++)
                AssertClose(grads[i].@double() * Math.Min(1, most / (norm + 1e-6)), parameters[i].grad!);
        }
    }

    [StandinOnlyFact]
    public void SecondDerivativesAreThere()
    {
        var x = randn(2, 2, 5, 4);
        var w = randn(4);
        AssertSame(v => Slope(functional.gelu(v[0]), v[0]), v => Slope(functional.gelu(v[0]), v[0]), x);
        AssertSame(v => Slope(functional.layer_norm(v[0], [4], v[1]), v[0]), v => Slope(functional.layer_norm(v[0], [4], v[1]), v[0]), x, w);
        AssertSame(v => Slope(functional.scaled_dot_product_attention(v[0], v[0], v[0], is_casual: true), v[0]), v => Slope(Attention(v[0], v[0], v[0], true), v[0]), x);
        var mask = ones(5, 5, dtype: @bool).tril(1);
        AssertSame(v => Slope(functional.scaled_dot_product_attention(v[0], v[0], v[0], mask), v[0]),
            v => Slope((v[0].matmul(v[0].transpose(-2, -1)) / 2).masked_fill(mask.logical_not(), double.NegativeInfinity).softmax(-1).matmul(v[0]), v[0]), x);
    }

    [Fact]
    public void SecondDerivativesOfCrossEntropyAreThere()
    {
        var targets = tensor(new long[] { 3, -100, 0, 4 });
        AssertSame(
            x => Slope(functional.cross_entropy(x[0], targets, reduction: Reduction.None), x[0]),
            x => Slope(-x[0].log_softmax(1).gather(1, targets.clamp_min(0).unsqueeze(1)).squeeze(1) * (targets != -100), x[0]),
            randn(4, 5));
    }

    private static Tensor Slope(Tensor y, Tensor x) => autograd.grad([y.sin().sum()], [x], create_graph: true)[0];

    private static Tensor Attention(Tensor q, Tensor k, Tensor v, bool causal)
    {
        var scores = q.matmul(k.transpose(-2, -1)) / Math.Sqrt(q.size(-1));
        if (causal)
            scores = scores.masked_fill(ones(q.size(-2), k.size(-2), dtype: @bool).tril().logical_not(), double.NegativeInfinity);
        return scores.softmax(-1).matmul(v);
    }

    /// <summary>Values, and gradients of a random weighted sum, of the one in float32 and of the other in float64.</summary>
    private static void AssertSame(Func<Tensor[], Tensor> tested, Func<Tensor[], Tensor> formula, params Tensor[] inputs)
    {
        Tensor? weights = null;
        Tensor[] Run(Func<Tensor[], Tensor> f, ScalarType type)
        {
            var x = inputs.Select(t => t.to(type).detach().clone().requires_grad_()).ToArray();
            var y = f(x);
            weights ??= randn(y.shape);
            (y * weights.to(type)).sum().backward();
            return [y.detach(), .. x.Select(t => t.grad!)];
        }

        foreach (var (expected, actual) in Run(formula, float64).Zip(Run(tested, float32)))
            AssertClose(expected, actual);
    }

    /// <summary>Differences are at most 4e-6 of the largest number (of 1, where all are smaller).</summary>
    private static void AssertClose(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        double largest = Math.Max(1, expected.abs().max().ToDouble());
        double difference = (expected - actual.@double()).abs().max().ToDouble();
        Assert.True(difference <= 4e-6 * largest, $"difference {difference} where the largest number is {largest}");
    }
}
