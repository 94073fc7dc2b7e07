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

    /// <summary>How many places of each row of <see cref="Inputs"/> are text, the rest being filled up; null if all are.</summary>
    public IReadOnlyList<int>? Lengths { get; init; }

    /// <summary>How answers share their prompts; null where each sequence has a row of its own.</summary>
    public Packing? Packing { get; init; }

    /// <summary>Old text that is rehearsed in the same step; null in most.</summary>
    public Batch? Rehearsal { get; internal set; }

    /// <summary>The batch in two that are about as much to read, each without the places that only the other fills up; the caller's to free.</summary>
    /// <returns>Each half with its share of the targets, so that halves' mean losses, weighed by it, add up to the whole batch's; null where half of it would ask for nothing, or rows belong together.</returns>
    public ((Batch Batch, double Share) Short, (Batch Batch, double Share) Long)? Halves()
    {
        if (Inputs.shape[0] < 2 || Packing is not null || Rehearsal is not null)
            return null;
        int width = (int)Inputs.shape[1];
        int[] lengths = Lengths is null ? [.. Enumerable.Repeat(width, (int)Inputs.shape[0])] : [.. Lengths];
        using var scope = NewDisposeScope();
        long[] asked = [.. (Targets != Ignored).sum(1).data<long>()];                     // (B)
        var (few, many) = Rows.Halves([.. Enumerable.Range(0, lengths.Length)], row => lengths[row]);
        double share = few.Sum(row => (double)asked[row]) / asked.Sum();
        return share is > 0 and < 1 ? ((Of(few, lengths), share), (Of(many, lengths), 1 - share)) : null;
    }

    private Batch Of(int[] rows, int[] lengths)
    {
        int width = rows.Max(row => lengths[row]);
        using var numbers = tensor([.. rows.Select(row => (long)row)], device: Inputs.device);
        Tensor Some(Tensor all, bool isCut)
        {
            using var some = all.index_select(0, numbers);
            return (isCut ? some[.., ..width].contiguous() : some.alias()).DetachFromDisposeScope();
        }
        return new(Some(Inputs, true), Some(Targets, DecoderInputs is null))   // a decoder's rows have lengths of their own, whatever their width
        {
            Tokens = rows.Sum(row => (long)lengths[row]),
            Lengths = [.. rows.Select(row => lengths[row])],
            IsPad = IsPad is null || rows.All(row => lengths[row] == width) ? null : Some(IsPad, true),
            DecoderInputs = DecoderInputs is null ? null : Some(DecoderInputs, false),
            Segments = Segments is null ? null : Some(Segments, true),
            IsNext = IsNext is null ? null : Some(IsNext, false),
        };
    }

    /// <summary>Frees all tensors.</summary>
    public void Dispose()
    {
        Rehearsal?.Dispose();
        Packing?.Dispose();
        foreach (var tensor in new[] { Inputs, Targets, IsPad, DecoderInputs, Segments, IsNext })
            tensor?.Dispose();
    }
}
