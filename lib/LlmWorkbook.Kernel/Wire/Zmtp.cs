using System.Buffers.Binary;
using System.Text;

namespace LlmWorkbook.Kernel.Wire;

/// <summary>
/// The constants and the small grammar of ZMTP 3.1 (https://rfc.zeromq.org/spec/37/): a greeting of 64 bytes, then commands
/// and messages in frames of a flags byte, a length of one or eight bytes, and a body. Only the NULL mechanism is spoken.
/// Peers of version 3.0 are served too; they differ in how they subscribe.
/// </summary>
internal static class Zmtp
{
    public const byte More = 1, Long = 2, Command = 4;

    /// <summary>What a message may hold at most, inbound: the frames together, and their number.</summary>
    public const int MaxInbound = 256 << 20, MaxFrames = 512;

    /// <summary>The largest message that is sent, and what may wait for one slow peer.</summary>
    public const int MaxOutbound = 512 << 20;

    /// <summary>The largest command, and the longest topic of a subscription.</summary>
    public const int MaxCommand = 8 << 10, MaxTopic = 4 << 10;

    /// <summary>What a frame or message costs beside its bytes, so that empty ones are not free.</summary>
    public const int Overhead = 64;

    public const int GreetingLength = 64;

    public static byte[] Greeting()
    {
        var greeting = new byte[GreetingLength];
        greeting[0] = 0xFF;
        greeting[9] = 0x7F;
        greeting[10] = 3;
        greeting[11] = 1;
        "NULL"u8.CopyTo(greeting.AsSpan(12));
        return greeting;
    }

    public static void CheckGreeting(ReadOnlySpan<byte> greeting)
    {
        if (greeting[0] != 0xFF || greeting[9] != 0x7F)
            throw new ProtocolException("no ZMTP greeting");
        if (greeting[10] < 3)
            throw new ProtocolException("ZMTP before 3.0");
        Span<byte> mechanism = stackalloc byte[20];
        mechanism.Clear();
        "NULL"u8.CopyTo(mechanism);
        if (!greeting.Slice(12, 20).SequenceEqual(mechanism))
            throw new ProtocolException("a security mechanism other than NULL");
    }

    /// <summary>Writes a frame's head; returns its length, two or nine bytes.</summary>
    public static int WriteHead(Span<byte> destination, int length, byte flags)
    {
        if (length <= byte.MaxValue)
        {
            destination[0] = flags;
            destination[1] = (byte)length;
            return 2;
        }
        destination[0] = (byte)(flags | Long);
        BinaryPrimitives.WriteInt64BigEndian(destination[1..], length);
        return 9;
    }

    public static byte[] CommandFrame(string name, ReadOnlySpan<byte> data)
    {
        var length = 1 + name.Length + data.Length;
        var frame = new byte[(length <= byte.MaxValue ? 2 : 9) + length];
        var at = WriteHead(frame, length, Command);
        frame[at++] = (byte)name.Length;
        at += Encoding.ASCII.GetBytes(name, frame.AsSpan(at));
        data.CopyTo(frame.AsSpan(at));
        return frame;
    }

    /// <summary>Splits a command's body into its name and its data.</summary>
    public static (string Name, byte[] Data) ParseCommand(byte[] body)
    {
        if (body.Length < 2 || body[0] == 0 || body.Length < 1 + body[0])
            throw new ProtocolException("a malformed command");
        return (Encoding.Latin1.GetString(body, 1, body[0]), body[(1 + body[0])..]);
    }

    public static byte[] Ready(string socketType)
    {
        const string property = "Socket-Type";
        var data = new byte[1 + property.Length + 4 + socketType.Length];
        data[0] = (byte)property.Length;
        Encoding.ASCII.GetBytes(property, data.AsSpan(1));
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(1 + property.Length), socketType.Length);
        Encoding.ASCII.GetBytes(socketType, data.AsSpan(1 + property.Length + 4));
        return CommandFrame("READY", data);
    }

    /// <summary>The peer's socket type and identity (empty if it gave none) from the data of its READY command.</summary>
    public static (string SocketType, byte[] Identity) ParseReady(ReadOnlySpan<byte> data)
    {
        var type = "";
        byte[] identity = [];
        while (data.Length > 0)
        {
            int nameLength = data[0];
            if (nameLength == 0 || data.Length < 1 + nameLength + 4)
                throw new ProtocolException("malformed metadata");
            var name = Encoding.Latin1.GetString(data.Slice(1, nameLength));
            data = data[(1 + nameLength)..];
            var valueLength = BinaryPrimitives.ReadUInt32BigEndian(data);
            data = data[4..];
            if (valueLength > data.Length)
                throw new ProtocolException("malformed metadata");
            var value = data[..(int)valueLength];
            data = data[(int)valueLength..];
            if (name.Equals("Socket-Type", StringComparison.OrdinalIgnoreCase))
                type = Encoding.Latin1.GetString(value);
            else if (name.Equals("Identity", StringComparison.OrdinalIgnoreCase))
                identity = value.ToArray();
        }
        // Identities that begin with zero are those that a router makes up itself.
        if (identity.Length > byte.MaxValue || identity is [0, ..])
            throw new ProtocolException("an invalid identity");
        return (type, identity);
    }
}
