using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Tests.StandIns.TorchSharp;

/// <summary>Losses, attention, initial values and clipping: torch.nn.functional, .init and .utils.</summary>
public class LossTests
{
    private static readonly Tensor Logits = tensor(new float[,] { { 0, MathF.Log(3) }, { 0, 0 } });

    private static double Value(Tensor t) => Math.Round(t.ToDouble(), 5);

    [Fact]
    public void CrossEntropy()
    {
        var targets = tensor(new long[] { 1, 0 });
        Assert.Equal(Math.Round((Math.Log(4 / 3.0) + Math.Log(2)) / 2, 5), Value(functional.cross_entropy(Logits, targets)));
        Assert.Equal(Math.Round(Math.Log(2), 5), Value(functional.cross_entropy(Logits, tensor(new long[] { -100, 0 }))));
        Assert.Equal([2], functional.cross_entropy(Logits, targets, reduction: Reduction.None).shape);
        Assert.Equal(Value(functional.cross_entropy(Logits, targets)), Value(functional.nll_loss(Logits.log_softmax(1), targets)));
        Assert.Equal(Value(functional.cross_entropy(Logits, targets)), Value(CrossEntropyLoss().call(Logits, targets)));
        Assert.Contains("expected scalar type Long but found Int", Assert.Throws<ExternalException>(() => functional.cross_entropy(Logits, tensor(new[] { 1, 0 }))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherLosses()
    {
        var (a, b) = (tensor(new[] { 1f, 4f }), tensor(new[] { 0f, 2f }));
        Assert.Equal(2.5, Value(functional.mse_loss(a, b)));
        Assert.Equal(5, Value(functional.mse_loss(a, b, Reduction.Sum)));
        Assert.Equal(1.5, Value(functional.l1_loss(a, b)));
        Assert.Equal(1, Value(functional.smooth_l1_loss(a, b)));
        Assert.Equal(1, Value(functional.huber_loss(a, b)));
        Assert.Equal(Math.Round(Math.Log(2), 5), Value(functional.binary_cross_entropy_with_logits(zeros(2), ones(2))));
        Assert.Equal(Math.Round(-Math.Log(2), 5), Value(functional.logsigmoid(zeros(1))));
        var p = tensor(new[] { 0.5f, 0.5f });
        var q = tensor(new[] { 0.25f, 0.75f });
        Assert.Equal(Math.Round(0.5 * Math.Log(2) + 0.5 * Math.Log(2 / 3.0), 5), Value(functional.kl_div(q.log(), p.log(), reduction: Reduction.Sum)));
        Assert.Equal(1, Value(functional.cosine_similarity(ones(1, 3), ones(1, 3))));
        Assert.Equal([0, 0, 1], functional.one_hot(tensor(2L), 3).data<long>().ToArray());
        Assert.Equal([0, 1, 1, 0], functional.pad(ones(2), (1, 1)).data<float>().ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AttentionIsItsFormula(bool causal)
    {
        torch.manual_seed(3);
        var (q, k, v) = (randn(2, 5, 4, requires_grad: true), randn(2, 5, 4, requires_grad: true), randn(2, 5, 4, requires_grad: true));
        var scores = q.matmul(k.transpose(-2, -1)) / 2;
        if (causal)
            scores = scores.masked_fill(ones(5, 5, dtype: ScalarType.Bool).triu(1), double.NegativeInfinity);
        var expected = scores.softmax(-1).matmul(v);
        var actual = functional.scaled_dot_product_attention(q, k, v, is_casual: causal);
        Assert.True(actual.allclose(expected, atol: 1e-6));
        var weights = randn(2, 5, 4);
        var wanted = autograd.grad([(expected * weights).sum()], [q, k, v]);
        var found = autograd.grad([(actual * weights).sum()], [q, k, v]);
        Assert.All(wanted.Zip(found), pair => Assert.True(pair.First.allclose(pair.Second, atol: 1e-5)));
    }

    [Fact]
    public void AttentionMasks()
    {
        var (q, k, v) = (randn(1, 2, 4), randn(1, 3, 4), randn(1, 3, 4));
        var mask = tensor(new bool[,] { { true, false, false }, { true, true, true } });
        var added = zeros(2, 3).masked_fill(mask.logical_not(), double.NegativeInfinity);
        var byMask = functional.scaled_dot_product_attention(q, k, v, mask);
        Assert.True(byMask[0, 0].allclose(v[0, 0]));
        Assert.True(byMask.allclose(functional.scaled_dot_product_attention(q, k, v, added)));
    }

    [Fact]
    public void InitialValues()
    {
        torch.manual_seed(1);
        var t = empty(200, 100);
        Assert.Equal(0.02, init.normal_(t, 0, 0.02).std().ToDouble(), 3);
        Assert.InRange(init.uniform_(t, -2, 2).max().ToDouble(), 1.9, 2);
        Assert.Equal(1, init.ones_(t).min().ToDouble());
        Assert.Equal(0, init.zeros_(t).abs().max().ToDouble());
        Assert.Equal(3, init.constant_(t, 3).mean().ToDouble());
        Assert.InRange(init.kaiming_uniform_(t, Math.Sqrt(5)).max().ToDouble(), 0.099, 0.1);
        Assert.InRange(init.xavier_uniform_(t).max().ToDouble(), 0.14, 0.1415);
        Assert.Equal((100, 200), init.CalculateFanInAndFanOut(t));
        Assert.True(init.orthogonal_(empty(3, 3)) is var o && o.mm(o.t()).allclose(eye(3), atol: 1e-5));
    }

    [Fact]
    public void GradientsAreClipped()
    {
        var p = Parameter(zeros(2));
        Assert.Equal(0, nn.utils.clip_grad_norm_([p], 1));
        p.grad = tensor(new[] { 3f, 4f });
        Assert.Equal(5, nn.utils.clip_grad_norm_([p], 1), 5);
        Assert.Equal([0.6, 0.8], p.grad!.data<float>().Select(v => Math.Round(v, 5)));
        Assert.Equal(1, nn.utils.clip_grad_norm_([p], 10), 5);
        Assert.Equal([0.6, 0.8], p.grad!.data<float>().Select(v => Math.Round(v, 5)));
        nn.utils.clip_grad_value_([p], 0.7);
        Assert.Equal([0.6, 0.7], p.grad!.data<float>().Select(v => Math.Round(v, 5)));
    }

    [Fact]
    public void ParametersAsOneVector()
    {
        var (a, b) = (Parameter(ones(2)), Parameter(zeros(1, 2)));
        Assert.Equal([1, 1, 0, 0], nn.utils.parameters_to_vector([a, b]).data<float>().ToArray());
        nn.utils.vector_to_parameters(tensor(new[] { 1f, 2, 3, 4 }), [a, b]);
        Assert.Equal([3, 4], b.data<float>().ToArray());
    }
}
