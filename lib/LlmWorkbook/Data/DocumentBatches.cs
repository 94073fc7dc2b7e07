using LlmWorkbook.Text;
using static TorchSharp.torch;

namespace LlmWorkbook.Data;

/// <summary>
/// Training batches for next-token prediction on whole documents, one to a row: the inputs are the end token and the
/// document, the targets the document and the end token, so that the row's loss is -log p of the whole document. Short
/// rows are filled up on the right, where nothing is asked for; a causal model never looks there. Batch n depends on
/// (seed, n) alone, so a run resumes at any batch.
/// </summary>
public sealed class DocumentBatches
{
    private readonly IReadOnlyList<int[]> documents;
    private readonly SpecialTokens special;
    private readonly Device device;

    /// <summary>Draws from <paramref name="documents"/>.</summary>
    /// <param name="documents">Token ids of each document, without special tokens.</param>
    /// <param name="special">Ids of the special tokens.</param>
    /// <param name="batchSize">Documents per batch, B.</param>
    /// <param name="blockSize">Longest row, the end token included.</param>
    /// <param name="seed">Fixes which documents are drawn.</param>
    /// <param name="device">Where the batches are made.</param>
    /// <exception cref="WorkbookException">There is no document, or one is empty or too long.</exception>
    public DocumentBatches(IReadOnlyList<int[]> documents, SpecialTokens special, int batchSize, int blockSize, long seed, Device device)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        this.documents = Rows.Fitting(documents, blockSize, extra: 1);
        (this.special, this.device, BatchSize, Seed) = (special, device, batchSize, seed);
    }

    /// <summary>Documents per batch, B.</summary>
    public int BatchSize { get; }

    /// <summary>Fixes which documents are drawn.</summary>
    public long Seed { get; }

    /// <summary>Batch number <paramref name="index"/>; the same number always gives the same batch.</summary>
    public Batch this[long index] => ToBatch(Rows.Draw(documents, BatchSize, SplitMix64.At(Seed, index)));

    /// <summary>Every document once, in order: for held-out text. The last batch may be smaller.</summary>
    public IEnumerable<Batch> InOrder() => documents.Chunk(BatchSize).Select(ToBatch);

    private Batch ToBatch(int[][] rows) => new(
        Rows.Padded([.. rows.Select(r => (int[])[special.End, .. r])], special.Pad, device),      // (B, T)
        Rows.Padded([.. rows.Select(r => (int[])[.. r, special.End])], Batch.Ignored, device))  // (B, T)
    {
        Tokens = rows.Sum(r => r.Length + 1L),
        Lengths = [.. rows.Select(r => r.Length + 1)],
    };
}
