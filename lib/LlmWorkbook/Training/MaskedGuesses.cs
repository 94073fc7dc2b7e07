using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Training;

/// <summary>What an encoder says of masked places.</summary>
public static class MaskedGuesses
{
    /// <summary>The likeliest words at each [MASK] of a text, in order.</summary>
    /// <param name="model">The encoder; put into evaluation mode and back.</param>
    /// <param name="text">A text with [MASK] in it.</param>
    /// <param name="count">How many words to name for each.</param>
    /// <returns>For each [MASK] words and their probabilities, the likeliest first.</returns>
    public static IReadOnlyList<IReadOnlyList<(string Word, double Probability)>> Likeliest(Encoder model, string text, int count = 5) => Evaluation.Of(model, () =>
    {
        var special = WorldTokenizer.Special;
        int[] row = EncoderRow.Of(WorldTokenizer.Encode(text), special).Tokens;
        var hidden = model.Hidden(tensor(row.Select(t => (long)t).ToArray(), [1, row.Length], device: model.Device));   // (1, T, C)
        return (IReadOnlyList<IReadOnlyList<(string, double)>>)[.. row.Index().Where(t => t.Item == special.Mask).Select(t =>
        {
            double[] p = [.. model.Scores(hidden[0, t.Index]).to_type(float64).softmax(-1).data<double>()];             // (V)
            return (IReadOnlyList<(string, double)>)[.. p.Index().OrderByDescending(x => x.Item).Take(count)
                .Select(x => (WorldTokenizer.Decode([x.Index]).Trim(), x.Item))];
        })];
    });

    /// <summary>-log p of the hidden words of each riddle.</summary>
    /// <returns>Nats per riddle.</returns>
    public static IReadOnlyList<double> Nats(Encoder model, IReadOnlyList<Riddle> riddles, int batchSize = 64) => Evaluation.Of(model, () =>
    {
        var nats = new List<double>();
        foreach (var some in riddles.Chunk(batchSize))
        {
            StopButton.Check();
            using var scope = NewDisposeScope();
            using var batch = MaskedBatches.Hidden([.. some.Select(r => r.Row)], [.. some.Select(r => (int[])[.. r.Places])], WorldTokenizer.Special, model.Device);
            var (states, answers) = MaskedLoss.Asked(model.Hidden(batch.Inputs, batch.IsPad), batch.Targets);
            double[] each = [.. functional.cross_entropy(model.Scores(states), answers, reduction: Reduction.None).to_type(float64).data<double>()];
            int from = 0;
            foreach (var riddle in some)
                nats.Add(each[from..(from += riddle.Places.Count)].Sum());
        }
        return (IReadOnlyList<double>)nats;
    });
}
