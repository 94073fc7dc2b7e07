using LlmWorkbook.Text;
using static TorchSharp.torch;

namespace LlmWorkbook.Data;

/// <summary>Training batches for denoising: B texts with <see cref="SpanCorruption"/>. Batch n depends on (seed, n) alone.</summary>
public sealed class SpanBatches
{
    private readonly IReadOnlyList<int[]> documents;
    private readonly SpecialTokens special;
    private readonly Device device;

    /// <summary>Draws from <paramref name="documents"/>.</summary>
    /// <param name="documents">Token ids of each text, at least 2, without special tokens.</param>
    /// <param name="special">Ids of the special tokens.</param>
    /// <param name="batchSize">Texts per batch, B.</param>
    /// <param name="blockSize">Longest input.</param>
    /// <param name="seed">Fixes texts and spans.</param>
    /// <param name="device">Where the batches are made.</param>
    /// <exception cref="WorkbookException">There is no text, or one is too short or too long.</exception>
    public SpanBatches(IReadOnlyList<int[]> documents, SpecialTokens special, int batchSize, int blockSize, long seed, Device device)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        this.documents = Rows.Fitting(documents, blockSize, extra: 0);
        for (int i = 0; i < documents.Count; i++)
            if (documents[i].Length < 2)
                throw new WorkbookException($"Document {i} has a single token, and nothing would be left of it; leave it out.");
        (this.special, this.device, BatchSize, Seed) = (special, device, batchSize, seed);
    }

    /// <summary>Texts per batch, B.</summary>
    public int BatchSize { get; }

    /// <summary>Fixes texts and spans.</summary>
    public long Seed { get; }

    /// <summary>Share of the tokens that is dropped.</summary>
    public double Rate { get; init => field = Check.Within(value, 0.01, 0.99); } = 0.15;

    /// <summary>Mean length of a dropped span in tokens.</summary>
    public double MeanSpan { get; init => field = Check.Within(value, 1, 100); } = 3;

    /// <summary>Batch number <paramref name="index"/>; the same number always gives the same batch.</summary>
    public Batch this[long index]
    {
        get
        {
            var random = SplitMix64.At(Seed, index);
            return SpanCorruption.ToBatch([.. Rows.Draw(documents, BatchSize, random).Select(text => Corrupt(text, random))], special, device);
        }
    }

    /// <summary>One text with its spans dropped.</summary>
    public (int[] Input, int[] Target) Corrupt(int[] text, SplitMix64 random)
    {
        var (dropped, spans) = SpanCorruption.Sizes(text.Length, Rate, MeanSpan, special.Sentinels.Count);
        return SpanCorruption.Apply(text, SpanCorruption.Draw(text.Length, dropped, spans, random), special);
    }
}
