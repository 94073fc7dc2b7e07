using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Objectives;

/// <summary>
/// Proximal policy optimisation (Schulman et al. 2017). Several steps are taken on the same samples; the clips take the gradient away
/// where a token has already moved far from the policy (or the critic) that made them. Means are over all the answers' tokens of the batch.
/// </summary>
public static class PpoLoss
{
    /// <summary>The clipped policy loss (eq. 7): the mean of max(-A ratio, -A clip(ratio, 1 - c, 1 + c)), ratio = pi / pi_old.</summary>
    /// <param name="logProbabilities">log pi of each token, float (B, T).</param>
    /// <param name="old">log pi_old of each token, of the policy that sampled them, without gradient, float (B, T).</param>
    /// <param name="advantages">A, without gradient, float (B, T).</param>
    /// <param name="isResponse">True where the token is the answer's, bool (B, T).</param>
    /// <param name="clipRange">c; infinity for no clipping.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Policy(Tensor logProbabilities, Tensor old, Tensor advantages, Tensor isResponse, double clipRange)
    {
        using var scope = NewDisposeScope();
        var (plain, clipped) = PolicyLosses(logProbabilities, old, advantages, isResponse, clipRange);
        return Masked.Mean(maximum(plain, clipped), isResponse).MoveToOuterDisposeScope();
    }

    /// <summary>Share of tokens at which the clip decides, TRL's <c>policy/clipfrac_avg</c>.</summary>
    /// <inheritdoc cref="Policy"/>
    public static double PolicyClipFraction(Tensor logProbabilities, Tensor old, Tensor advantages, Tensor isResponse, double clipRange)
    {
        using var scope = NewDisposeScope();
        var (plain, clipped) = PolicyLosses(logProbabilities, old, advantages, isResponse, clipRange);
        return Masked.Mean((clipped > plain).to_type(float64), isResponse).ToDouble();
    }

    /// <summary>The clipped value loss: half the mean of max((V - R)^2, (V_clipped - R)^2), V_clipped = V_old + clip(V - V_old, -c, c).</summary>
    /// <param name="values">V, what the critic now expects before each token, float (B, T).</param>
    /// <param name="old">V_old, what it expected when the answers were sampled, without gradient, float (B, T).</param>
    /// <param name="returns">R, what came of it, without gradient, float (B, T).</param>
    /// <param name="isResponse">True where the token is the answer's, bool (B, T).</param>
    /// <param name="clipRange">c; infinity for no clipping.</param>
    /// <returns>A scalar in units of reward squared.</returns>
    public static Tensor Value(Tensor values, Tensor old, Tensor returns, Tensor isResponse, double clipRange)
    {
        using var scope = NewDisposeScope();
        var (plain, clipped) = ValueLosses(values, old, returns, clipRange);
        return (0.5 * Masked.Mean(maximum(plain, clipped), isResponse)).MoveToOuterDisposeScope();
    }

    /// <summary>Share of tokens at which the clip decides, TRL's <c>val/clipfrac_avg</c>.</summary>
    /// <inheritdoc cref="Value"/>
    public static double ValueClipFraction(Tensor values, Tensor old, Tensor returns, Tensor isResponse, double clipRange)
    {
        using var scope = NewDisposeScope();
        var (plain, clipped) = ValueLosses(values, old, returns, clipRange);
        return Masked.Mean((clipped > plain).to_type(float64), isResponse).ToDouble();
    }

    /// <summary>How much of the returns' variance the critic explains: 1 - Var(R - V) / Var(R); 1 is all, 0 none, below 0 worse than none.</summary>
    /// <param name="values">V, float (B, T).</param>
    /// <param name="returns">R, float (B, T).</param>
    /// <param name="isResponse">True where the token is the answer's, bool (B, T).</param>
    public static double ExplainedVariance(Tensor values, Tensor returns, Tensor isResponse)
    {
        using var scope = NewDisposeScope();
        return 1 - Masked.Variance(returns - values, isResponse).ToDouble() / Masked.Variance(returns, isResponse).ToDouble();
    }

    private static (Tensor Plain, Tensor Clipped) PolicyLosses(Tensor logProbabilities, Tensor old, Tensor advantages, Tensor isResponse, double clipRange)
    {
        var ratio = Masked.Filled(logProbabilities - old, isResponse).exp();                     // (B, T)
        return (-advantages * ratio, -advantages * ratio.clamp(1 - clipRange, 1 + clipRange));
    }

    private static (Tensor Plain, Tensor Clipped) ValueLosses(Tensor values, Tensor old, Tensor returns, double clipRange)
    {
        var clipped = old + (values - old).clamp(-clipRange, clipRange);                         // (B, T)
        return ((values - returns).square(), (clipped - returns).square());
    }
}
