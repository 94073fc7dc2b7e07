using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using static TorchSharp.torch;

namespace LlmWorkbook.Training;

/// <summary>
/// DPO for the <see cref="Trainer"/>: <c>new Trainer(policy, new DpoObjective(policy, reference, beta).Loss, n => batches[n])</c>, with the batches of
/// <see cref="PreferenceBatches"/>.
/// </summary>
/// <param name="policy">What is trained.</param>
/// <param name="reference">What it is held near; never changed.</param>
/// <param name="beta">Price of one nat of KL in units of reward.</param>
/// <param name="loss">From log pi of the chosen and the rejected, log pi_ref of both, and beta to a scalar; <see cref="DpoLoss.Mean"/> if null.</param>
public sealed class DpoObjective(Decoder policy, Decoder reference, double beta, Func<Tensor, Tensor, Tensor, Tensor, double, Tensor>? loss = null)
{
    /// <summary>What the last batch told, under TRL's names (<c>rewards/chosen</c>, ...).</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; private set; } = new Dictionary<string, double>();

    /// <summary>The mean loss of a batch.</summary>
    /// <param name="batch">2 B rows: chosen answers, then the rejected ones.</param>
    /// <returns>A scalar.</returns>
    public Tensor Loss(Batch batch)
    {
        using var scope = NewDisposeScope();
        var ours = LogProbabilities.OfAnswers(policy.call(batch.Inputs), batch.Targets).chunk(2);           // 2 x (B)
        Tensor[] theirs;
        using (no_grad())
            theirs = LogProbabilities.OfAnswers(reference.call(batch.Inputs), batch.Targets).chunk(2);      // 2 x (B)
        Metrics = DpoLoss.Metrics(ours[0], ours[1], theirs[0], theirs[1], beta);
        return (loss ?? DpoLoss.Mean)(ours[0], ours[1], theirs[0], theirs[1], beta).MoveToOuterDisposeScope();
    }
}
