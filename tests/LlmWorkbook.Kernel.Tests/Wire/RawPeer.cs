using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LlmWorkbook.Kernel.Tests.Wire;

/// <summary>A peer that writes any bytes it likes, right or wrong: ZMTP by hand, independent of the code under test.</summary>
internal sealed class RawPeer : IDisposable
{
    public const byte More = 1, Long = 2, Command = 4;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 60_000 };

    public RawPeer(int port, int? receiveBuffer = null)
    {
        if (receiveBuffer is { } size)
            _socket.ReceiveBufferSize = size;
        _socket.Connect(IPAddress.Loopback, port);
    }

    public static byte[] Greeting(int major = 3, int minor = 0, string mechanism = "NULL") =>
        [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, (byte)major, (byte)minor, .. Encoding.ASCII.GetBytes(mechanism.PadRight(20, '\0')), .. new byte[32]];

    public static byte[] ReadyBody(string socketType, byte[]? identity = null) =>
        [5, .. "READY"u8, .. Property("Socket-Type", Encoding.ASCII.GetBytes(socketType)), .. identity is null ? [] : Property("Identity", identity)];

    public static byte[] Property(string name, byte[] value) => [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), 0, 0, (byte)(value.Length >> 8), (byte)value.Length, .. value];

    public static byte[] Frame(byte flags, byte[] body) => body.Length <= 255 ? [flags, (byte)body.Length, .. body] : [.. LongHead(flags, body.Length), .. body];

    /// <summary>A frame's head with eight bytes of length.</summary>
    public static byte[] LongHead(byte flags, long length) => [(byte)(flags | Long), .. Enumerable.Range(0, 8).Select(i => (byte)(length >> (56 - 8 * i)))];

    public static byte[] Handshake(string socketType, byte[]? identity = null) => [.. Greeting(), .. Frame(Command, ReadyBody(socketType, identity))];

    public void Write(byte[] bytes) => _socket.Send(bytes);

    /// <summary>Shakes hands and reads our greeting and READY.</summary>
    public void Shake(string socketType, byte[]? identity = null)
    {
        Write(Handshake(socketType, identity));
        ReadExactly(64);
        Assert.Equal(Command, ReadFrame().Flags);
    }

    public (byte Flags, byte[] Body) ReadFrame()
    {
        var flags = ReadExactly(1)[0];
        var length = (flags & Long) == 0 ? ReadExactly(1)[0] : ReadExactly(8).Aggregate(0L, (n, b) => n << 8 | b);
        return (flags, ReadExactly((int)length));
    }

    public void Expect(byte flags, byte[] body)
    {
        var frame = ReadFrame();
        Assert.Equal(flags, frame.Flags);
        Assert.Equal(body, frame.Body);
    }

    /// <summary>Reads until the other side closes; false if it does not.</summary>
    public bool IsClosed()
    {
        var buffer = new byte[64 << 10];
        try
        {
            while (_socket.Receive(buffer) > 0)
            {
            }
            return true;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode != SocketError.TimedOut;
        }
    }

    public void EndWriting() => _socket.Shutdown(SocketShutdown.Send);

    public void Dispose() => _socket.Dispose();

    private byte[] ReadExactly(int count)
    {
        var bytes = new byte[count];
        for (var at = 0; at < count;)
        {
            var n = _socket.Receive(bytes, at, count - at, SocketFlags.None);
            Assert.True(n > 0, "the connection was closed");
            at += n;
        }
        return bytes;
    }
}
