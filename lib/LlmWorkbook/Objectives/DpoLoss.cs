using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Objectives;

/// <summary>
/// Direct preference optimisation (Rafailov et al. 2023, eq. 7), in three steps. The policy that best trades reward against KL is
/// pi*(y|x) ~ pi_ref(y|x) exp(r(x, y) / beta). Solved for the reward: r(x, y) = beta log(pi*(y|x) / pi_ref(y|x)) + a constant of
/// the prompt. Put into Bradley-Terry (<see cref="PairwiseLoss"/>), where the constant cancels, the policy is its own reward model:
/// -log sigmoid(beta log(pi(chosen)/pi_ref(chosen)) - beta log(pi(rejected)/pi_ref(rejected))).
/// </summary>
public static class DpoLoss
{
    /// <summary>The mean loss.</summary>
    /// <param name="chosen">log pi of the chosen answers, <b>summed</b> over their tokens, float (B).</param>
    /// <param name="rejected">log pi of the rejected answers, float (B).</param>
    /// <param name="referenceChosen">log pi_ref of the chosen answers, without gradient, float (B).</param>
    /// <param name="referenceRejected">log pi_ref of the rejected answers, without gradient, float (B).</param>
    /// <param name="beta">Price of one nat of KL in units of reward.</param>
    /// <returns>A scalar in nats per pair; ln 2 while policy and reference are equal.</returns>
    public static Tensor Mean(Tensor chosen, Tensor rejected, Tensor referenceChosen, Tensor referenceRejected, double beta)
    {
        using var scope = NewDisposeScope();
        return PairwiseLoss.Mean(Reward(chosen, referenceChosen, beta), Reward(rejected, referenceRejected, beta)).MoveToOuterDisposeScope();
    }

    /// <summary>The implicit reward of answers: beta log(pi / pi_ref), up to a constant of the prompt.</summary>
    /// <param name="policy">log pi, float (B).</param>
    /// <param name="reference">log pi_ref, float (B).</param>
    /// <param name="beta">Price of one nat of KL in units of reward.</param>
    /// <returns>float (B).</returns>
    public static Tensor Reward(Tensor policy, Tensor reference, double beta)
    {
        using var ratio = policy - reference;
        return beta * ratio;
    }

    /// <summary>What the pairs tell, under the names that TRL gives it: <see cref="PairwiseLoss.Metrics"/> of the implicit rewards, and the mean of log pi.</summary>
    /// <inheritdoc cref="Mean"/>
    /// <returns>Means over the pairs.</returns>
    public static IReadOnlyDictionary<string, double> Metrics(Tensor chosen, Tensor rejected, Tensor referenceChosen, Tensor referenceRejected, double beta)
    {
        using var scope = NewDisposeScope();
        return new Dictionary<string, double>(PairwiseLoss.Metrics(Reward(chosen, referenceChosen, beta), Reward(rejected, referenceRejected, beta)))
        {
            ["logps/chosen"] = chosen.mean().ToDouble(),
            ["logps/rejected"] = rejected.mean().ToDouble(),
        };
    }
}
