using static TorchSharp.torch;

namespace LlmWorkbook.Objectives;

/// <summary>
/// REINFORCE (Williams 1992): the gradient of the expected reward is E[(R - b) grad log pi(y)], so the loss is -(R - b) log pi(y),
/// averaged over answers that pi itself has sampled. Any baseline b that does not depend on the answer leaves the expectation as it
/// is and changes the variance alone. The value of this loss means nothing; only its gradient does.
/// </summary>
public static class PolicyGradientLoss
{
    /// <summary>The mean loss.</summary>
    /// <param name="logProbabilities">log pi of the sampled answers, summed over their tokens, float (B).</param>
    /// <param name="rewards">Their rewards, float (B); no gradient flows into them.</param>
    /// <param name="baseline">What is expected of each, float (B) or a scalar; null for none.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Mean(Tensor logProbabilities, Tensor rewards, Tensor? baseline = null)
    {
        using var scope = NewDisposeScope();
        var advantages = (baseline is null ? rewards : rewards - baseline).detach();
        return (-(advantages * logProbabilities).mean()).MoveToOuterDisposeScope();
    }

    /// <summary>For each answer the mean reward of the others: a baseline without a critic (Kool et al. 2019; Ahmadian et al. 2024, RLOO).</summary>
    /// <param name="rewards">Rewards of the G answers to each of P prompts, float (P, G), G at least 2.</param>
    /// <returns>float (P, G).</returns>
    /// <exception cref="WorkbookException">A group has a single answer.</exception>
    public static Tensor LeaveOneOut(Tensor rewards)
    {
        GroupAdvantage.CheckSize(rewards);
        using var scope = NewDisposeScope();
        return ((rewards.sum(1, keepdim: true) - rewards) / (rewards.shape[1] - 1)).MoveToOuterDisposeScope();
    }
}
