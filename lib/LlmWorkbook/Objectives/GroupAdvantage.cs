using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Objectives;

/// <summary>
/// GRPO's advantage (Shao et al. 2024, DeepSeekMath, section 4.1): G answers to one prompt are each other's baseline,
/// A = (r - mean of the group) / (standard deviation of the group + 1e-4). No critic is needed. A group whose answers all earn the same is dead:
/// its advantages are 0 and nothing is learned from it. Liu et al. (2025, "Dr. GRPO") leave the division out, since it favours
/// prompts that are almost always or almost never solved.
/// </summary>
public static class GroupAdvantage
{
    /// <summary>The advantages.</summary>
    /// <param name="rewards">Rewards of the G answers to each of P prompts, float (P, G), G at least 2.</param>
    /// <param name="isScaled">Whether to divide by the group's standard deviation.</param>
    /// <returns>float (P, G); each row adds up to 0.</returns>
    /// <exception cref="WorkbookException">A group has a single answer.</exception>
    public static Tensor Of(Tensor rewards, bool isScaled = true)
    {
        CheckSize(rewards);
        using var scope = NewDisposeScope();
        var away = rewards - rewards.mean([1], keepdim: true);                                              // (P, G)
        return (isScaled ? away / (rewards.std(1, unbiased: true, keepdim: true) + 1e-4) : away).MoveToOuterDisposeScope();
    }

    /// <summary>Share of the groups that are dead, TRL's <c>frac_reward_zero_std</c>.</summary>
    /// <param name="rewards">float (P, G).</param>
    public static double DeadShare(Tensor rewards)
    {
        using var scope = NewDisposeScope();
        return (rewards.amax([1]) == rewards.amin([1])).to_type(float64).mean().ToDouble();
    }

    internal static void CheckSize(Tensor rewards)
    {
        if (rewards.dim() != 2 || rewards.shape[1] < 2)
            throw new WorkbookException($"The rewards have the shape ({string.Join(", ", rewards.shape)}); give (prompts, answers) with at least two answers to a prompt.");
    }
}
