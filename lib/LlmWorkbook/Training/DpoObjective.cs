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
    private readonly Dictionary<string, double> sums = [];
    private int batches;

    /// <summary>Means over the batches since it was last called, under TRL's names (<c>rewards/chosen</c>, ...); empty if there were none.</summary>
    public IReadOnlyDictionary<string, double> TakeMetrics()
    {
        lock (sums)
        {
            var means = sums.ToDictionary(s => s.Key, s => s.Value / batches);
            sums.Clear();
            batches = 0;
            return means;
        }
    }

    /// <summary>The mean loss of a batch of pairs.</summary>
    /// <param name="batch">2 B rows: chosen answers, then the rejected ones.</param>
    /// <returns>A scalar.</returns>
    public Tensor Loss(Batch batch)
    {
        using var scope = NewDisposeScope();
        var (ours, theirs) = LogProbabilitiesOf(batch);                                                     // (2 B)
        return Of(ours.chunk(2), theirs.chunk(2)).MoveToOuterDisposeScope();
    }

    /// <summary>The mean loss over all pairs of rankings, K (K - 1) / 2 from each: every answer is read but once.</summary>
    /// <param name="batch">R K packed answers, the preferred ones of each ranking first: see <see cref="RankingBatches"/>.</param>
    /// <param name="answers">Answers in a ranking, K.</param>
    /// <returns>A scalar.</returns>
    public Tensor OfRankings(Batch batch, int answers)
    {
        using var scope = NewDisposeScope();
        var (ours, theirs) = LogProbabilitiesOf(batch);                                                     // (R K)
        var pairs = Enumerable.Range(0, answers).SelectMany(i => Enumerable.Range(i + 1, answers - i - 1).Select(j => (Better: (long)i, Worse: (long)j))).ToList();
        Tensor[] places = [tensor(pairs.Select(p => p.Better).ToArray(), device: ours.device), tensor(pairs.Select(p => p.Worse).ToArray(), device: ours.device)];
        Tensor[] Paired(Tensor each) => [.. places.Select(place => each.view(-1, answers).index_select(1, place).flatten())];
        return Of(Paired(ours), Paired(theirs)).MoveToOuterDisposeScope();
    }

    private Tensor Of(Tensor[] ours, Tensor[] theirs)
    {
        var metrics = DpoLoss.Metrics(ours[0], ours[1], theirs[0], theirs[1], beta);
        lock (sums)
        {
            batches++;
            foreach (var (name, value) in metrics)
                sums[name] = sums.GetValueOrDefault(name) + value;
        }
        return (loss ?? DpoLoss.Mean)(ours[0], ours[1], theirs[0], theirs[1], beta);
    }

    private (Tensor Ours, Tensor Theirs) LogProbabilitiesOf(Batch batch)
    {
        Tensor Of(Decoder model) => batch.Packing is { } packing
            ? LogProbabilities.OfAnswers(model.Hidden(batch), batch.Targets, model.Scores, packing.Owners, packing.Ends.numel())
            : LogProbabilities.OfAnswers(model.Hidden(batch), batch.Targets, model.Scores);

        var ours = Of(policy);
        using var _ = no_grad();
        return (ours, Of(reference));
    }
}
