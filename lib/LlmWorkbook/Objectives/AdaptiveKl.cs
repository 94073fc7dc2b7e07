namespace LlmWorkbook.Objectives;

/// <summary>
/// A proportional controller for the price of KL (Ziegler et al. 2019, section 2.2): beta grows while the measured KL is above its target
/// and shrinks while it is below, by at most 20 % per horizon.
/// </summary>
public static class AdaptiveKl
{
    /// <summary>beta (1 + clip(kl / target - 1, -0.2, 0.2) episodes / horizon).</summary>
    /// <param name="beta">The price until now.</param>
    /// <param name="kl">Measured KL to the reference, in nats per answer (TRL's <c>objective/kl</c>).</param>
    /// <param name="target">Wanted KL, in nats per answer, above 0.</param>
    /// <param name="episodes">Answers it was measured on.</param>
    /// <param name="horizon">Answers over which a change takes place.</param>
    /// <returns>The price from now on (TRL's <c>objective/kl_coef</c>).</returns>
    public static double Next(double beta, double kl, double target, int episodes, double horizon = 10_000) =>
        beta * (1 + Math.Clamp(kl / target - 1, -0.2, 0.2) * episodes / horizon);
}
