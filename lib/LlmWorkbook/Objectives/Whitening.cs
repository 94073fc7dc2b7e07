using static TorchSharp.torch;

namespace LlmWorkbook.Objectives;

/// <summary>
/// Advantages of one batch, shifted to mean 0 and scaled to sample variance 1 over the answers' tokens, so that the step's size does not
/// depend on the unit of the reward (PPO's implementation detail; Huang et al. 2024, "The N+ implementation details of RLHF with PPO").
/// </summary>
public static class Whitening
{
    /// <summary>(x - mean) / sqrt(variance + 1e-8).</summary>
    /// <param name="x">float (B, T).</param>
    /// <param name="isResponse">True where the token is the answer's, bool (B, T).</param>
    /// <returns>float (B, T), 0 outside the answers.</returns>
    public static Tensor Of(Tensor x, Tensor isResponse)
    {
        using var scope = NewDisposeScope();
        var white = (x - Masked.Mean(x, isResponse)) * (Masked.Variance(x, isResponse) + 1e-8).rsqrt();
        return Masked.Filled(white, isResponse).MoveToOuterDisposeScope();
    }
}
