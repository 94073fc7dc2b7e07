using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Objectives;

namespace LlmWorkbook.Training;

/// <summary>What a classifier says at the places that are asked for.</summary>
public static class ClassGuesses
{
    /// <summary>The logarithm of each class's probability.</summary>
    /// <param name="model">The classifier; put into evaluation mode and back.</param>
    /// <param name="rows">What to ask. Of their targets only the places count, not which class is right.</param>
    /// <param name="batchSize">Rows per forward pass.</param>
    /// <returns>For each row, for each place that is asked for, K numbers in nats.</returns>
    /// <exception cref="OperationCanceledException">Stop was pressed in the notebook.</exception>
    public static IReadOnlyList<double[][]> LogProbabilities(Classifier model, IReadOnlyList<LabelledRow> rows, int batchSize = 128) =>
        [.. rows.Chunk(batchSize).SelectMany(some => Evaluation.Of(model, () =>
        {
            StopButton.Check();
            using var batch = LabelledBatches.Of(some, model.Device);
            var (states, _) = MaskedLoss.Asked(model.Hidden(batch.Inputs, batch.IsPad), batch.Targets);                                 // (N, C)
            var each = new Queue<double[]>(model.Scores(states).to_type(TorchSharp.torch.float64).log_softmax(-1).data<double>().Chunk(model.Classes)); // N times K
            return some.Select(row => row.Targets.Where(t => t != Batch.Ignored).Select(_ => each.Dequeue()).ToArray()).ToArray();
        }))];

    /// <summary>The likeliest class at each place that is asked for.</summary>
    /// <inheritdoc cref="LogProbabilities"/>
    /// <returns>For each row the numbers of the classes.</returns>
    public static IReadOnlyList<int[]> Likeliest(Classifier model, IReadOnlyList<LabelledRow> rows) =>
        [.. LogProbabilities(model, rows).Select(row => row.Select(place => Array.IndexOf(place, place.Max())).ToArray())];

    /// <summary>Mean of -log p(right class), in nats per label.</summary>
    /// <inheritdoc cref="LogProbabilities"/>
    public static double Loss(Classifier model, IReadOnlyList<LabelledRow> rows) =>
        LogProbabilities(model, rows).Zip(rows, (said, row) => Right(row).Select((label, place) => -said[place][label])).SelectMany(nats => nats).Average();

    /// <summary>Share of places where the likeliest class is the right one.</summary>
    /// <inheritdoc cref="LogProbabilities"/>
    public static double Accuracy(Classifier model, IReadOnlyList<LabelledRow> rows) =>
        Likeliest(model, rows).Zip(rows, (said, row) => said.Zip(Right(row), (guess, label) => guess == label ? 1.0 : 0)).SelectMany(hits => hits).Average();

    private static IEnumerable<int> Right(LabelledRow row) => row.Targets.Where(t => t != Batch.Ignored);
}
