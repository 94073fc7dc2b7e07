using static TorchSharp.torch;

namespace LlmWorkbook.Objectives;

/// <summary>
/// DPO for labels of which a known share is wrong (Chowdhury et al. 2024, "Provably robust DPO"). With L the loss of a pair and
/// L' that of the pair the other way round, the loss is ((1 - e) L - e L') / (1 - 2 e). If a label is flipped with probability e, its
/// expectation is L of the right label, so the noise costs variance but no bias. It is the variant beside IPO because the workbook measures e
/// (labels made by rules against the true reward) and because its optimum stays pi*, which variants without a reference give up.
/// </summary>
public static class RobustDpoLoss
{
    /// <summary>The mean loss.</summary>
    /// <param name="chosen">log pi of the answers labelled as chosen, summed over their tokens, float (B).</param>
    /// <param name="rejected">log pi of the answers labelled as rejected, float (B).</param>
    /// <param name="referenceChosen">log pi_ref of the former, without gradient, float (B).</param>
    /// <param name="referenceRejected">log pi_ref of the latter, without gradient, float (B).</param>
    /// <param name="beta">Price of one nat of KL in units of reward.</param>
    /// <param name="flipped">Share of wrong labels, e, at least 0 and below 1/2; 0 gives DPO.</param>
    /// <returns>A scalar in nats per pair; ln 2 while policy and reference are equal. It may be negative.</returns>
    /// <exception cref="WorkbookException"><paramref name="flipped"/> is out of its range.</exception>
    public static Tensor Mean(Tensor chosen, Tensor rejected, Tensor referenceChosen, Tensor referenceRejected, double beta, double flipped)
    {
        if (flipped is not (>= 0 and < 0.5))
            throw new WorkbookException(FormattableString.Invariant($"The share of flipped labels is {flipped}; it must be at least 0 and below 0.5, where a label tells nothing."));
        using var scope = NewDisposeScope();
        var right = DpoLoss.Mean(chosen, rejected, referenceChosen, referenceRejected, beta);
        var wrong = DpoLoss.Mean(rejected, chosen, referenceRejected, referenceChosen, beta);
        return (((1 - flipped) * right - flipped * wrong) / (1 - 2 * flipped)).MoveToOuterDisposeScope();
    }
}
