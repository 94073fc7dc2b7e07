using static TorchSharp.torch;

namespace LlmWorkbook.Data;

/// <summary>Training batches of rows with labels, for a classifier. Batch n depends on (seed, n) alone, so a run resumes at any batch.</summary>
/// <param name="rows">What to draw from.</param>
/// <param name="batchSize">Rows per batch, B.</param>
/// <param name="seed">Fixes which rows are drawn.</param>
/// <param name="device">Where the batches are made.</param>
public sealed class LabelledBatches(IReadOnlyList<LabelledRow> rows, int batchSize, long seed, Device device)
{
    /// <summary>Batch number <paramref name="index"/>; the same number always gives the same batch.</summary>
    /// <exception cref="WorkbookException">There are no rows.</exception>
    public Batch this[long index]
    {
        get
        {
            if (rows.Count == 0)
                throw new WorkbookException("There are no labelled rows to draw from; give at least one.");
            var random = SplitMix64.At(seed, index);
            return Of([.. Enumerable.Range(0, batchSize).Select(_ => rows[random.Next(rows.Count)])], device);
        }
    }

    /// <summary>Those rows as one batch.</summary>
    public static Batch Of(IReadOnlyList<LabelledRow> rows, Device device)
    {
        int[][] tokens = [.. rows.Select(r => r.Tokens)];
        return new(Rows.Padded(tokens, WorldTokenizer.Special.Pad, device), Rows.Padded([.. rows.Select(r => r.Targets)], Batch.Ignored, device)) // (B, T) each
        {
            IsPad = Rows.IsPad(tokens, device),
            Lengths = [.. tokens.Select(t => t.Length)],
            Tokens = tokens.Sum(t => (long)t.Length),
        };
    }
}
