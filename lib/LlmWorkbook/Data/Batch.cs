using static TorchSharp.torch;

namespace LlmWorkbook.Data;

/// <summary>What a model reads and what it should say, B sequences at once, on one device. The batch owns its tensors.</summary>
/// <param name="inputs">Token ids, int64 (B, T).</param>
/// <param name="targets">Right answers, int64 (B, T), or (B, S) behind a decoder of its own.</param>
public sealed class Batch(Tensor inputs, Tensor targets) : IDisposable
{
    /// <summary>Target value of positions that do not count: the value that the objectives leave out.</summary>
    public const long Ignored = -100;

    /// <summary>Token ids, int64 (B, T).</summary>
    public Tensor Inputs { get; } = inputs;

    /// <summary>Right answer at each position, int64 (B, T) or (B, S); <see cref="Ignored"/> where none is asked for.</summary>
    public Tensor Targets { get; } = targets;

    /// <summary>How many tokens are read, filled-up places left out.</summary>
    public long Tokens { get; init; } = inputs.numel();

    /// <summary>True where a row of <see cref="Inputs"/> is only filled up, bool (B, T); null if no row is.</summary>
    public Tensor? IsPad { get; init; }

    /// <summary>What the decoder of an encoder-decoder reads, int64 (B, S); null for other models.</summary>
    public Tensor? DecoderInputs { get; init; }

    /// <summary>0 in the first, 1 in the second sentence of a pair, int64 (B, T); null without pairs.</summary>
    public Tensor? Segments { get; init; }

    /// <summary>1 where the second sentence follows the first in the text, 0 where it is any other, int64 (B); null without pairs.</summary>
    public Tensor? IsNext { get; init; }

    /// <summary>How answers share their prompts; null where each sequence has a row of its own.</summary>
    public Packing? Packing { get; init; }

    /// <summary>Old text that is rehearsed in the same step; null in most.</summary>
    public Batch? Rehearsal { get; internal set; }

    /// <summary>Frees all tensors.</summary>
    public void Dispose()
    {
        Rehearsal?.Dispose();
        Packing?.Dispose();
        foreach (var tensor in new[] { Inputs, Targets, IsPad, DecoderInputs, Segments, IsNext })
            tensor?.Dispose();
    }
}
