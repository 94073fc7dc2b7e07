using static TorchSharp.torch;

namespace LlmWorkbook.Models;

/// <summary>What a block may look at beside its input; the default is the input alone.</summary>
internal readonly record struct View
{
    /// <summary>Keys and values of what a causal model read before; null without a cache.</summary>
    public KeyValueCache? Cache { get; init; }

    /// <summary>Number of the block in that cache.</summary>
    public int Layer { get; init; }

    /// <summary>Where the tokens stand, int64 (B, T), if not one behind the other; null otherwise.</summary>
    public Tensor? Positions { get; init; }

    /// <summary>True where a model may look, bool (B, 1, 1, T) or (B, 1, T, T); null for everywhere, or for all before if it is causal.</summary>
    public Tensor? IsVisible { get; init; }

    /// <summary>What the encoder made of its text, (B, T, C); null without an encoder.</summary>
    public Tensor? Memory { get; init; }

    /// <summary>True where the memory may be looked at, bool (B, 1, 1, T); null for everywhere.</summary>
    public Tensor? IsMemoryVisible { get; init; }

    /// <summary>From padding, bool (B, T), to what may be seen, bool (B, 1, 1, T): the same for all heads and queries.</summary>
    public static Tensor? Visible(Tensor? isPad)
    {
        if (isPad is null)
            return null;
        using var isText = isPad.logical_not();
        return isText.view(isPad.shape[0], 1, 1, isPad.shape[1]);
    }
}
