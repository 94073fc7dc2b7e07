using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace LlmWorkbook.Kernel.Wire;

/// <summary>
/// A ROUTER socket of ZMTP 3.1 (https://rfc.zeromq.org/spec/37/; its routing in https://rfc.zeromq.org/spec/28/): the shell,
/// control and stdin channels of Jupyter messaging 5.4. Every message comes with the identity of its sender and goes to the peer of
/// a given identity; a peer may name itself (a Jupyter client uses one name on shell and on stdin), else it is given a name.
/// A second peer of the same name takes it over, so a client that reconnects is answered at once. Messages of one peer
/// keep their order; a peer that sends faster than they are taken is read no further until they are.
/// </summary>
internal sealed class RouterSocket(IPAddress address, int port) : ServerSocket(address, port)
{
    /// <summary>What may wait from one peer until it is read no further.</summary>
    private const int PendingLimit = 64 << 20;

    private readonly object _gate = new();
    private readonly Dictionary<string, Connection> _peers = [];
    private readonly Queue<(Connection Sender, Multipart Message, long Size)> _received = new();
    private uint _lastGiven;
    private bool _disposed;

    public override string SocketType => "ROUTER";

    public override IReadOnlyList<string> PeerTypes { get; } = ["DEALER", "REQ", "ROUTER"];

    public override int MessageLimit => Zmtp.MaxInbound;

    /// <summary>The bytes that were received and wait to be taken.</summary>
    public long PendingBytes
    {
        get
        {
            lock (_gate)
                return _received.Sum(r => r.Size);
        }
    }

    /// <summary>Waits for a message; null once the socket is disposed.</summary>
    public Multipart? Receive()
    {
        lock (_gate)
        {
            while (_received.Count == 0 && !_disposed)
                Monitor.Wait(_gate);
            if (_disposed)
                return null;
            var (sender, message, size) = _received.Dequeue();
            sender.Pending -= size;
            Monitor.PulseAll(_gate);
            return message;
        }
    }

    /// <summary>Whether a peer of this identity is connected.</summary>
    public bool IsConnected(byte[] identity)
    {
        lock (_gate)
            return _peers.ContainsKey(Name(identity));
    }

    /// <summary>Queues a message for a peer and returns at once. It is dropped if no such peer is connected; a peer whose queue is full is disconnected.</summary>
    /// <param name="identity">Whom to send to: the <see cref="Multipart.Identity"/> of a received message.</param>
    /// <param name="frames">What to send; the arrays must not change afterwards.</param>
    /// <exception cref="ArgumentException">No frames, or more than <see cref="Zmtp.MaxOutbound"/> bytes.</exception>
    public void Send(byte[] identity, IReadOnlyList<byte[]> frames)
    {
        var message = OutboundMessage.Of(frames);
        Connection? peer;
        lock (_gate)
            peer = _peers.GetValueOrDefault(Name(identity));
        if (peer?.TrySend(message) == false)
            peer.Close();
    }

    public override void OnConnected(Connection connection)
    {
        Connection? former;
        lock (_gate)
        {
            if (connection.Identity.Length == 0)
            {
                connection.Identity = new byte[5];
                BinaryPrimitives.WriteUInt32BigEndian(connection.Identity.AsSpan(1), ++_lastGiven);
            }
            var name = Name(connection.Identity);
            _peers.TryGetValue(name, out former);
            _peers[name] = connection;
        }
        former?.Close();
    }

    public override void OnMessage(Connection connection, IReadOnlyList<byte[]> frames)
    {
        var size = frames.Sum(f => (long)f.Length + Zmtp.Overhead);
        lock (_gate)
        {
            while (connection.Pending > 0 && connection.Pending + size > PendingLimit && !_disposed)
                Monitor.Wait(_gate);
            connection.Pending += size;
            _received.Enqueue((connection, new Multipart(connection.Identity, frames), size));
            Monitor.PulseAll(_gate);
        }
    }

    public override void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _received.Clear();
            Monitor.PulseAll(_gate);
        }
        base.Dispose();
    }

    private protected override void OnClosed(Connection connection)
    {
        lock (_gate)
        {
            var name = Name(connection.Identity);
            if (_peers.GetValueOrDefault(name) == connection)
                _peers.Remove(name);
        }
    }

    // Latin-1 maps every byte to one character: a key that compares by content.
    private static string Name(byte[] identity) => Encoding.Latin1.GetString(identity);
}
