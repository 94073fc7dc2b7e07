using static TorchSharp.torch;

namespace LlmWorkbook.Objectives;

/// <summary>
/// Identity preference optimisation (Azar et al. 2023, eq. 17). DPO's sigmoid is never satisfied: where all labels of a pair agree it
/// pushes the margin to infinity, whatever beta is. IPO regresses instead: the log-ratio margin
/// h = log(pi(chosen)/pi_ref(chosen)) - log(pi(rejected)/pi_ref(rejected)) is to be 1 / (2 beta), and the loss is (h - 1 / (2 beta))^2.
/// </summary>
public static class IpoLoss
{
    /// <summary>The mean loss. log pi is summed over the tokens, as in the paper; TRL averages it over them.</summary>
    /// <inheritdoc cref="DpoLoss.Mean"/>
    /// <returns>A scalar; 1 / (4 beta^2) while policy and reference are equal.</returns>
    public static Tensor Mean(Tensor chosen, Tensor rejected, Tensor referenceChosen, Tensor referenceRejected, double beta)
    {
        using var scope = NewDisposeScope();
        var margin = chosen - referenceChosen - (rejected - referenceRejected); // (B)
        return (margin - 1 / (2 * beta)).square().mean().MoveToOuterDisposeScope();
    }
}
