using static TorchSharp.torch;

namespace LlmWorkbook.Objectives;

/// <summary>
/// Estimates of KL(pi || pi_ref) from answers or tokens that pi sampled (Schulman 2020, "Approximating KL divergence"), with
/// d = log pi - log pi_ref. As values: k1 is unbiased and may be negative; k2 is biased and never negative; k3 is unbiased and never
/// negative. As losses they differ otherwise, for pi's own dependence on its parameters is not seen by the gradient: the expected gradient
/// of k1 is zero, that of k2 is the gradient of KL(pi || pi_ref), that of k3 is the gradient of KL(pi_ref || pi).
/// </summary>
public static class KlEstimate
{
    /// <summary>k1 = d.</summary>
    /// <param name="logProbabilities">log pi, float of any shape.</param>
    /// <param name="reference">log pi_ref, float of the same shape.</param>
    /// <returns>In nats, float of the same shape.</returns>
    public static Tensor K1(Tensor logProbabilities, Tensor reference) => logProbabilities - reference;

    /// <summary>k2 = d^2 / 2.</summary>
    /// <inheritdoc cref="K1"/>
    public static Tensor K2(Tensor logProbabilities, Tensor reference)
    {
        using var scope = NewDisposeScope();
        return (0.5 * K1(logProbabilities, reference).square()).MoveToOuterDisposeScope();
    }

    /// <summary>k3 = exp(-d) - 1 + d.</summary>
    /// <inheritdoc cref="K1"/>
    public static Tensor K3(Tensor logProbabilities, Tensor reference)
    {
        using var scope = NewDisposeScope();
        var d = K1(logProbabilities, reference);
        return ((-d).expm1() + d).MoveToOuterDisposeScope();
    }
}
