using System.Buffers.Binary;
using System.Net.Sockets;

namespace LlmWorkbook.Kernel.Wire;

/// <summary>One frame.</summary>
internal readonly record struct Frame(byte[] Body, bool More, bool IsCommand);

/// <summary>Reads frames from a blocking socket, through a small buffer.</summary>
/// <exception cref="ProtocolException">From any method: the peer's bytes are not ZMTP, or more than is allowed.</exception>
/// <exception cref="EndOfStreamException">From any method: the peer has closed.</exception>
internal sealed class FrameReader(Socket socket)
{
    private const int Piece = 1 << 20;
    private readonly byte[] _buffer = new byte[16 << 10];
    private int _start, _end;

    /// <summary>When reading gives up, in <see cref="Environment.TickCount64"/>; null for never.</summary>
    public long? Deadline { get; set; }

    public void ReadExactly(Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            if (_start == _end)
            {
                if (destination.Length >= _buffer.Length)
                {
                    destination = destination[Receive(destination)..];
                    continue;
                }
                (_start, _end) = (0, Receive(_buffer));
            }
            var count = Math.Min(destination.Length, _end - _start);
            _buffer.AsSpan(_start, count).CopyTo(destination);
            _start += count;
            destination = destination[count..];
        }
    }

    /// <summary>Reads one frame whose body has at most <paramref name="limit"/> bytes; an announced length above it is refused unread.</summary>
    public Frame ReadFrame(int limit)
    {
        Span<byte> head = stackalloc byte[9];
        ReadExactly(head[..1]);
        var flags = head[0];
        if ((flags & ~(Zmtp.More | Zmtp.Long | Zmtp.Command)) != 0 || (flags & (Zmtp.More | Zmtp.Command)) == (Zmtp.More | Zmtp.Command))
            throw new ProtocolException("reserved frame flags");
        var lengthBytes = (flags & Zmtp.Long) != 0 ? 8 : 1;
        ReadExactly(head.Slice(1, lengthBytes));
        var length = lengthBytes == 1 ? head[1] : BinaryPrimitives.ReadUInt64BigEndian(head[1..]);
        var isCommand = (flags & Zmtp.Command) != 0;
        if (length > (ulong)(isCommand ? Zmtp.MaxCommand : limit))
            throw new ProtocolException("a frame that is too large");
        return new Frame(ReadBody((int)length), (flags & Zmtp.More) != 0, isCommand);
    }

    // Memory follows what really arrives: an announced length alone allocates a piece at most.
    private byte[] ReadBody(int length)
    {
        if (length == 0)
            return [];
        var body = new byte[Math.Min(length, Piece)];
        var read = 0;
        while (true)
        {
            ReadExactly(body.AsSpan(read));
            read = body.Length;
            if (read == length)
                return body;
            Array.Resize(ref body, (int)Math.Min(length, read * 4L));
        }
    }

    private int Receive(Span<byte> destination)
    {
        if (Deadline is { } deadline)
        {
            var left = deadline - Environment.TickCount64;
            if (left <= 0)
                throw new ProtocolException("too slow a handshake");
            socket.ReceiveTimeout = (int)left;
        }
        var count = socket.Receive(destination);
        return count > 0 ? count : throw new EndOfStreamException();
    }

    /// <summary>No deadline from here on.</summary>
    public void ClearDeadline()
    {
        Deadline = null;
        socket.ReceiveTimeout = 0;
    }
}
