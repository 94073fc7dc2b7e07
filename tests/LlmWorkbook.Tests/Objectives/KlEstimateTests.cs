using LlmWorkbook.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Objectives;

/// <summary>On a small categorical every expectation is a sum, so bias, variance and expected gradients are exact.</summary>
public sealed class KlEstimateTests
{
    private static readonly double[] Policy = [0.5, 0.3, 0.2], Reference = [0.2, 0.3, 0.5];

    private static double Kl(double[] p, double[] q) => p.Zip(q, (a, b) => a * Math.Log(a / b)).Sum();

    private static (double Mean, double Variance) Expected(Func<Tensor, Tensor, Tensor> estimate, double[] policy, double[] reference)
    {
        using var scope = NewDisposeScope();
        double[] values = [.. estimate(tensor(policy).log(), tensor(reference).log()).data<double>()];
        double mean = policy.Zip(values, (p, v) => p * v).Sum();
        return (mean, policy.Zip(values, (p, v) => p * (v - mean) * (v - mean)).Sum());
    }

    [Fact]
    public void K1_and_k3_are_unbiased_and_k2_is_not()
    {
        double kl = Kl(Policy, Reference);
        Assert.Equal(kl, Expected(KlEstimate.K1, Policy, Reference).Mean, 1e-12);
        Assert.Equal(kl, Expected(KlEstimate.K3, Policy, Reference).Mean, 1e-12);
        double biased = Policy.Zip(Reference, (p, q) => p * Math.Pow(Math.Log(p / q), 2) / 2).Sum();
        Assert.Equal(biased, Expected(KlEstimate.K2, Policy, Reference).Mean, 1e-12);
        Assert.True(Math.Abs(biased - kl) > 0.01);
    }

    [Fact]
    public void Near_the_reference_k2_and_k3_vary_far_less_than_k1_and_the_bias_of_k2_vanishes()
    {
        double[] near = [0.21, 0.3, 0.49];
        double kl = Kl(near, Reference), k1 = Expected(KlEstimate.K1, near, Reference).Variance;
        Assert.True(Expected(KlEstimate.K2, near, Reference).Variance < k1 / 100);
        Assert.True(Expected(KlEstimate.K3, near, Reference).Variance < k1 / 100);
        Assert.Equal(1, Expected(KlEstimate.K2, near, Reference).Mean / kl, 0.02);
    }

    [Fact]
    public void K3_and_k2_are_never_negative_and_k1_is()
    {
        using var scope = NewDisposeScope();
        Tensor policy = tensor(Policy).log(), reference = tensor(Reference).log();
        Assert.True(KlEstimate.K1(policy, reference).min().ToDouble() < -0.5);
        Assert.True(KlEstimate.K2(policy, reference).min().ToDouble() >= 0);
        Assert.True(KlEstimate.K3(policy, reference).min().ToDouble() >= 0);
        Assert.True(KlEstimate.K3(zeros(1) + 1e-4, zeros(1)).ToDouble() > 4e-9); // 5e-9: expm1 keeps what exp - 1 loses in float32
    }

    [Fact]
    public void As_losses_k1_pulls_nowhere_k2_along_KL_and_k3_along_the_other_KL()
    {
        using var scope = NewDisposeScope();
        Tensor p = tensor(Policy), q = tensor(Reference);
        Assert.Equal(0, Gradient(KlEstimate.K1).abs().max().ToDouble(), 1e-12);
        Assert.True(Gradient(KlEstimate.K2).allclose(p * ((p / q).log() - Kl(Policy, Reference)), 0, 1e-12)); // d KL(p || q) / d logits
        Assert.True(Gradient(KlEstimate.K3).allclose(p - q, 0, 1e-12));                                       // d KL(q || p) / d logits

        Tensor Gradient(Func<Tensor, Tensor, Tensor> estimate)
        {
            var logits = tensor(Policy).log().requires_grad_();
            (p * estimate(logits.log_softmax(0), q.log())).sum().backward(); // sampled from p: the weights carry no gradient
            return logits.grad!;
        }
    }
}
