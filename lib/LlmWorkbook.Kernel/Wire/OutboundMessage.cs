namespace LlmWorkbook.Kernel.Wire;

/// <summary>
/// A message or command as it goes over the wire. Made once, shared by every peer that gets it; the frames of a large message
/// are referred to, not copied, so they must not change after sending.
/// </summary>
internal sealed class OutboundMessage
{
    private const int Small = 64 << 10;

    private OutboundMessage(ArraySegment<byte>[] segments, long length)
    {
        Segments = segments;
        Size = length + Zmtp.Overhead * (1 + segments.Length);
    }

    public ArraySegment<byte>[] Segments { get; }

    /// <summary>What the message costs in a queue, in bytes.</summary>
    public long Size { get; }

    /// <exception cref="ArgumentException">The message is larger than <see cref="Zmtp.MaxOutbound"/>.</exception>
    public static OutboundMessage Of(IReadOnlyList<byte[]> frames)
    {
        if (frames.Count == 0)
            throw new ArgumentException("A message has at least one frame.", nameof(frames));
        var length = frames.Sum(f => f.Length + (f.Length <= byte.MaxValue ? 2L : 9L));
        if (length > Zmtp.MaxOutbound)
            throw new ArgumentException($"A message of {length >> 20} MiB is too large to send; the limit is {Zmtp.MaxOutbound >> 20} MiB.", nameof(frames));
        return length <= Small ? Copied(frames, (int)length) : Referred(frames, length);
    }

    public static OutboundMessage Command(string name, ReadOnlySpan<byte> data)
    {
        var frame = Zmtp.CommandFrame(name, data);
        return new OutboundMessage([frame], frame.Length);
    }

    private static OutboundMessage Copied(IReadOnlyList<byte[]> frames, int length)
    {
        var bytes = new byte[length];
        var at = 0;
        for (var i = 0; i < frames.Count; i++)
        {
            at += Zmtp.WriteHead(bytes.AsSpan(at), frames[i].Length, Flags(frames, i));
            frames[i].CopyTo(bytes, at);
            at += frames[i].Length;
        }
        return new OutboundMessage([bytes], length);
    }

    private static OutboundMessage Referred(IReadOnlyList<byte[]> frames, long length)
    {
        var heads = new byte[9 * frames.Count];
        var segments = new ArraySegment<byte>[2 * frames.Count];
        for (var i = 0; i < frames.Count; i++)
        {
            var head = Zmtp.WriteHead(heads.AsSpan(9 * i), frames[i].Length, Flags(frames, i));
            segments[2 * i] = new ArraySegment<byte>(heads, 9 * i, head);
            segments[2 * i + 1] = frames[i];
        }
        return new OutboundMessage(segments, length);
    }

    private static byte Flags(IReadOnlyList<byte[]> frames, int i) => i < frames.Count - 1 ? Zmtp.More : (byte)0;
}
