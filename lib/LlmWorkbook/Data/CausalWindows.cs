using static TorchSharp.torch;

namespace LlmWorkbook.Data;

/// <summary>
/// Training batches for next-token prediction: B windows of T + 1 tokens at random places of the text; the first T are
/// the inputs, the last T the targets. Batch n depends on (seed, n) alone, so a run resumes at any batch.
/// </summary>
public sealed class CausalWindows
{
    private readonly int[] tokens;
    private readonly Device device;

    /// <summary>Draws windows from <paramref name="tokens"/>.</summary>
    /// <param name="tokens">Token ids of the training text.</param>
    /// <param name="batchSize">Windows per batch, B.</param>
    /// <param name="blockSize">Context length, T.</param>
    /// <param name="seed">Fixes which windows are drawn.</param>
    /// <param name="device">Where the batches are made.</param>
    /// <exception cref="WorkbookException">The text holds no window of T + 1 tokens.</exception>
    public CausalWindows(int[] tokens, int batchSize, int blockSize, long seed, Device device)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blockSize);
        if (tokens.Length <= blockSize)
            throw new WorkbookException($"The training text has {tokens.Length} tokens, too few for a context of {blockSize}; take a longer text or a smaller BlockSize.");
        this.tokens = tokens;
        this.device = device;
        (BatchSize, BlockSize, Seed) = (batchSize, blockSize, seed);
    }

    /// <summary>Windows per batch, B.</summary>
    public int BatchSize { get; }

    /// <summary>Context length, T.</summary>
    public int BlockSize { get; }

    /// <summary>Fixes which windows are drawn.</summary>
    public long Seed { get; }

    /// <summary>Batch number <paramref name="index"/>; the same number always gives the same batch.</summary>
    public Batch this[long index]
    {
        get
        {
            var random = SplitMix64.At(Seed, index);
            var inputs = new long[BatchSize * BlockSize];
            var targets = new long[BatchSize * BlockSize];
            for (int row = 0, i = 0; row < BatchSize; row++)
            {
                int start = random.Next(tokens.Length - BlockSize);
                for (int t = 0; t < BlockSize; t++, i++)
                    (inputs[i], targets[i]) = (tokens[start + t], tokens[start + t + 1]);
            }
            return new(ToDevice(inputs), ToDevice(targets)); // (B, T) each
        }
    }

    private Tensor ToDevice(long[] values) => tensor(values, [BatchSize, BlockSize], dtype: int64, device: device);
}
