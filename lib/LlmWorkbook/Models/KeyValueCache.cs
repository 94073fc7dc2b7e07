using static TorchSharp.torch;

namespace LlmWorkbook.Models;

/// <summary>
/// Keys and values of the tokens read so far, one pair per layer: with it, each new token costs one position instead of
/// the whole context. Room for B x T tokens is taken once.
/// </summary>
public sealed class KeyValueCache : IDisposable
{
    private readonly Tensor[] keys;
    private readonly Tensor[] values;

    /// <summary>An empty cache.</summary>
    /// <param name="config">Shape of the model.</param>
    /// <param name="batchSize">Sequences that are decoded side by side, B.</param>
    /// <param name="device">Where the model is.</param>
    public KeyValueCache(TransformerConfig config, int batchSize, Device device)
    {
        Tensor Room() => zeros(batchSize, config.Heads, config.BlockSize, config.HeadWidth, device: device) // (B, H, T, D)
            .DetachFromDisposeScope();
        keys = [.. Enumerable.Range(0, config.Layers).Select(_ => Room())];
        values = [.. Enumerable.Range(0, config.Layers).Select(_ => Room())];
        Capacity = config.BlockSize;
    }

    /// <summary>Longest context that fits, T.</summary>
    public int Capacity { get; }

    /// <summary>Tokens held.</summary>
    public int Length { get; private set; }

    /// <summary>Forgets all tokens and keeps the room.</summary>
    public void Clear() => Length = 0;

    /// <summary>Keeps some of the sequences and forgets the others; one that is named twice goes on twice.</summary>
    /// <param name="rows">Numbers of those that stay, from 0, in their new order.</param>
    public void Keep(IReadOnlyList<long> rows)
    {
        using var places = tensor(rows.ToArray(), device: keys[0].device);
        foreach (var tensors in new[] { keys, values })
            for (int layer = 0; layer < tensors.Length; layer++)
                using (tensors[layer])
                    tensors[layer] = tensors[layer].index_select(0, places).DetachFromDisposeScope();
    }

    /// <summary>Writes the new tokens' keys and values behind the old ones and returns all of them.</summary>
    /// <param name="layer">Number of the block.</param>
    /// <param name="key">New keys (B, H, N, D).</param>
    /// <param name="value">New values (B, H, N, D).</param>
    /// <returns>Views of all keys and values so far, (B, H, Length + N, D).</returns>
    internal (Tensor Keys, Tensor Values) Append(int layer, Tensor key, Tensor value)
    {
        long count = key.shape[2];
        using (var place = keys[layer].narrow(2, Length, count))
            place.copy_(key);
        using (var place = values[layer].narrow(2, Length, count))
            place.copy_(value);
        return (keys[layer].narrow(2, 0, Length + count), values[layer].narrow(2, 0, Length + count));
    }

    /// <summary>Counts the tokens that all layers have now appended.</summary>
    internal void Advance(int count) => Length += count;

    /// <summary>Frees the room.</summary>
    public void Dispose()
    {
        foreach (var tensor in keys.Concat(values))
            tensor.Dispose();
    }
}
