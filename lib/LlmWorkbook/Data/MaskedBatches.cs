using LlmWorkbook.Text;
using static TorchSharp.torch;

namespace LlmWorkbook.Data;

/// <summary>
/// Training batches for masked language modelling: B rows with <see cref="Masking"/> applied. Batch n depends on (seed, n)
/// alone, so a run resumes at any batch.
/// </summary>
public sealed class MaskedBatches
{
    private readonly IReadOnlyList<EncoderRow> rows;
    private readonly SpecialTokens special;
    private readonly int vocabularySize;
    private readonly Device device;

    /// <summary>Draws from <paramref name="rows"/>.</summary>
    /// <param name="rows">What is masked: single texts or pairs of sentences, not both.</param>
    /// <param name="special">Ids of the special tokens.</param>
    /// <param name="vocabularySize">Number of token ids, V.</param>
    /// <param name="batchSize">Rows per batch, B.</param>
    /// <param name="seed">Fixes rows and masks.</param>
    /// <param name="device">Where the batches are made.</param>
    /// <exception cref="WorkbookException">There is no row, or pairs and single texts are mixed.</exception>
    public MaskedBatches(IReadOnlyList<EncoderRow> rows, SpecialTokens special, int vocabularySize, int batchSize, long seed, Device device)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        if (rows.Count == 0)
            throw new WorkbookException("There are no texts to mask; give at least one.");
        if (rows.Any(r => r.IsNext.HasValue != rows[0].IsNext.HasValue))
            throw new WorkbookException("Pairs of sentences and single texts are mixed; give one kind.");
        (this.rows, this.special, this.vocabularySize, this.device, BatchSize, Seed) = (rows, special, vocabularySize, device, batchSize, seed);
    }

    /// <summary>Rows per batch, B.</summary>
    public int BatchSize { get; }

    /// <summary>Fixes rows and masks.</summary>
    public long Seed { get; }

    /// <summary>Chance of each token to be asked for.</summary>
    public double Rate { get; init => field = Check.Within(value, 0, 1); } = 0.15;

    /// <summary>
    /// Whether a row has the same mask each time it comes (BERT masked its data once, before training) or a new one
    /// (Liu et al. 2019, RoBERTa, section 4.1).
    /// </summary>
    public bool IsStatic { get; init; }

    /// <summary>Batch number <paramref name="index"/>; the same number always gives the same batch.</summary>
    public Batch this[long index]
    {
        get
        {
            var random = SplitMix64.At(Seed, index);
            return Masked(Draw(random), random);
        }
    }

    /// <summary>
    /// Batch number <paramref name="index"/> with every row twice, as 2 B rows: row i and row i + B are the same text under two
    /// masks (for <c>ContrastiveLoss</c>).
    /// </summary>
    public Batch Twice(long index)
    {
        var random = SplitMix64.At(Seed, index);
        int[] drawn = Draw(random);
        return Masked([.. drawn, .. drawn], random);
    }

    private int[] Draw(SplitMix64 random) => [.. Enumerable.Range(0, BatchSize).Select(_ => random.Next(rows.Count))];

    private Batch Masked(int[] drawn, SplitMix64 random)
    {
        var masked = drawn.Select(row => Masking.Apply(rows[row].Tokens, special, vocabularySize,
            IsStatic ? SplitMix64.At(~Seed, row) : random, Rate)).ToArray();
        return ToBatch([.. drawn.Select(row => rows[row])], [.. masked.Select(m => m.Inputs)], [.. masked.Select(m => m.Targets)], special, device);
    }

    /// <summary>The same rows with [MASK] at chosen places: for asking a trained model.</summary>
    /// <param name="rows">Token ids, special ones among them.</param>
    /// <param name="places">For each row the places to hide.</param>
    /// <param name="special">Ids of the special tokens.</param>
    /// <param name="device">Where the batch is made.</param>
    public static Batch Hidden(IReadOnlyList<EncoderRow> rows, IReadOnlyList<int[]> places, SpecialTokens special, Device device)
    {
        var hidden = rows.Zip(places, (row, at) => Masking.Hide(row.Tokens, at, special)).ToArray();
        return ToBatch(rows, [.. hidden.Select(m => m.Inputs)], [.. hidden.Select(m => m.Targets)], special, device);
    }

    private static Batch ToBatch(IReadOnlyList<EncoderRow> rows, int[][] inputs, int[][] targets, SpecialTokens special, Device device)
    {
        bool isPairs = rows[0].IsNext.HasValue;
        return new(Rows.Padded(inputs, special.Pad, device), Rows.Padded(targets, Batch.Ignored, device)) // (B, T) each
        {
            IsPad = Rows.IsPad(inputs, device),
            Lengths = [.. inputs.Select(r => r.Length)],
            Segments = isPairs ? Rows.Padded([.. rows.Select(r => r.Segments)], 0, device) : null,
            IsNext = isPairs ? tensor(rows.Select(r => r.IsNext == true ? 1L : 0L).ToArray(), device: device) : null, // (B)
        };
    }
}
