using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Objectives;

/// <summary>
/// The reward model's loss. People who choose between two answers are modelled by Bradley and Terry (1952):
/// p(chosen wins) = sigmoid(r(chosen) - r(rejected)), and the loss is -log of it (Ouyang et al. 2022, InstructGPT, eq. 1).
/// Its gradient is known: d/dr(chosen) = -(1 - p) / B and d/dr(rejected) = +(1 - p) / B, so pairs that are surprising push most.
/// Only differences of rewards matter: adding a constant to all rewards changes nothing.
/// </summary>
public static class PairwiseLoss
{
    /// <summary>The mean loss.</summary>
    /// <param name="chosen">Rewards of the answers that were chosen, float (B).</param>
    /// <param name="rejected">Rewards of the answers that lost against them, float (B).</param>
    /// <returns>A scalar in nats per pair; ln 2 for one that tells nothing apart.</returns>
    public static Tensor Mean(Tensor chosen, Tensor rejected)
    {
        using var scope = NewDisposeScope();
        return (-functional.logsigmoid(chosen - rejected).mean()).MoveToOuterDisposeScope();
    }

    /// <summary>The mean loss over all pairs of rankings, K (K - 1) / 2 from each, where every answer is read but once.</summary>
    /// <param name="rewards">Rewards of R rankings, the preferred answers first, float (R, K).</param>
    /// <returns>A scalar in nats per pair.</returns>
    public static Tensor OfRankings(Tensor rewards)
    {
        using var scope = NewDisposeScope();
        var margins = rewards.unsqueeze(2) - rewards.unsqueeze(1);                                          // (R, K, K)
        var isPair = ones(rewards.shape[1], rewards.shape[1], device: rewards.device).triu(1).to_type(@bool); // a better one against a worse one
        return (-functional.logsigmoid(margins.masked_select(isPair)).mean()).MoveToOuterDisposeScope();
    }

    /// <summary>What pairs of rewards tell, under the names that TRL gives them.</summary>
    /// <param name="chosen">Rewards of the chosen answers, float (B).</param>
    /// <param name="rejected">Rewards of the rejected answers, float (B).</param>
    /// <returns>Means over the pairs; <c>rewards/accuracies</c> is the share in which the chosen answer has the higher reward.</returns>
    public static IReadOnlyDictionary<string, double> Metrics(Tensor chosen, Tensor rejected)
    {
        using var scope = NewDisposeScope();
        return new Dictionary<string, double>
        {
            ["rewards/chosen"] = chosen.mean().ToDouble(),
            ["rewards/rejected"] = rejected.mean().ToDouble(),
            ["rewards/margins"] = (chosen - rejected).mean().ToDouble(),
            ["rewards/accuracies"] = (chosen > rejected).to_type(float64).mean().ToDouble(),
        };
    }
}
