using System.Net.Sockets;

namespace LlmWorkbook.Kernel.Wire;

/// <summary>
/// One accepted peer of a <see cref="ServerSocket"/>: a thread that shakes hands and reads, and a thread that writes from a
/// queue bounded in bytes. Whatever goes wrong (end of stream, broken rules, a full queue) closes this connection alone.
/// </summary>
internal sealed class Connection(ServerSocket owner, Socket socket)
{
    private const int StackSize = 512 << 10;

    /// <summary>What one system call is given at most: batches of small messages, and segments below every system's limit.</summary>
    private const int BatchBytes = 1 << 20, BatchSegments = 512;

    private static readonly TimeSpan s_handshakeTime = TimeSpan.FromSeconds(30);

    private readonly object _gate = new();
    private readonly Queue<OutboundMessage> _queue = new();
    private readonly FrameReader _reader = new(socket);
    private Thread? _writer;
    private long _queued;
    private bool _closed, _finishing;

    /// <summary>The identity that the peer gave itself; empty if none, until the owner gives it one.</summary>
    public byte[] Identity { get; set; } = [];

    /// <summary>Bytes received from this peer that wait to be taken; kept by <see cref="RouterSocket"/>.</summary>
    public long Pending { get; set; }

    /// <summary>The bytes that wait to be written, those under way included.</summary>
    public long Queued
    {
        get
        {
            lock (_gate)
                return _queued;
        }
    }

    public void Start() => StartThread(Read, "read");

    /// <summary>Queues a message; false if the peer is gone or so far behind that its queue is full: close it then.</summary>
    public bool TrySend(OutboundMessage message)
    {
        lock (_gate)
        {
            // A message that is alone always goes, however large.
            if (_closed || _finishing || (_queued > 0 && _queued + message.Size > owner.QueueLimit))
                return false;
            _queued += message.Size;
            _queue.Enqueue(message);
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    /// <summary>Writes what is queued, then closes; returns at once.</summary>
    public void Finish()
    {
        lock (_gate)
        {
            _finishing = true;
            Monitor.PulseAll(_gate);
            if (_writer is not null)
                return;
        }
        Close();
    }

    /// <summary>Waits until what was queued is written, or the connection closed.</summary>
    public void WaitUntilWritten(TimeSpan time)
    {
        Thread? writer;
        lock (_gate)
            writer = _writer;
        if (writer != Thread.CurrentThread)
            writer?.Join(time);
    }

    public void Close()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _closed = true;
            _queued = 0;
            _queue.Clear();
            Monitor.PulseAll(_gate);
        }
        socket.Dispose();
        owner.Forget(this);
    }

    private void Read()
    {
        try
        {
            Shake();
            if (!StartWriter())
                return;
            owner.OnConnected(this);
            while (true)
                owner.OnMessage(this, ReadMessage());
        }
        catch (Exception e) when (IsThePeers(e))
        {
        }
        finally
        {
            Close();
        }
    }

    private void Shake()
    {
        _reader.Deadline = Environment.TickCount64 + (long)s_handshakeTime.TotalMilliseconds;
        socket.NoDelay = true;
        socket.Send(Zmtp.Greeting());
        Span<byte> greeting = stackalloc byte[Zmtp.GreetingLength];
        // The signature first, so that what is no ZMTP at all is sent away at once.
        _reader.ReadExactly(greeting[..10]);
        if (greeting[0] != 0xFF || greeting[9] != 0x7F)
            throw new ProtocolException("no ZMTP greeting");
        _reader.ReadExactly(greeting[10..]);
        Zmtp.CheckGreeting(greeting);
        socket.Send(Zmtp.Ready(owner.SocketType));
        var frame = _reader.ReadFrame(0);
        if (!frame.IsCommand || Zmtp.ParseCommand(frame.Body) is not ("READY", var data))
            throw new ProtocolException("no READY after the greeting");
        (var type, Identity) = Zmtp.ParseReady(data);
        if (!owner.PeerTypes.Contains(type))
            throw new ProtocolException($"a peer of type {type}");
        _reader.ClearDeadline();
    }

    private List<byte[]> ReadMessage()
    {
        var frames = new List<byte[]>();
        var left = owner.MessageLimit;
        while (true)
        {
            var frame = _reader.ReadFrame(left);
            if (frame.IsCommand)
            {
                Obey(frame.Body);
                continue;
            }
            left -= frame.Body.Length;
            frames.Add(frame.Body);
            if (!frame.More)
                return frames;
            if (frames.Count == Zmtp.MaxFrames)
                throw new ProtocolException("a message of too many frames");
        }
    }

    private void Obey(byte[] body)
    {
        var (name, data) = Zmtp.ParseCommand(body);
        switch (name)
        {
            case "PING":
                // Two bytes of time to live, then up to sixteen that the answer repeats.
                if (data.Length is < 2 or > 18)
                    throw new ProtocolException("a malformed PING");
                if (!TrySend(OutboundMessage.Command("PONG", data.AsSpan(2))))
                    throw new ProtocolException("more PINGs than are read");
                break;
            case "READY" or "ERROR":
                throw new ProtocolException($"{name} after the handshake");
            default:
                owner.OnCommand(this, name, data);
                break;
        }
    }

    private bool StartWriter()
    {
        lock (_gate)
        {
            if (_closed || _finishing)
                return false;
            _writer = StartThread(Write, "write");
            return true;
        }
    }

    private void Write()
    {
        var batch = new List<ArraySegment<byte>>();
        try
        {
            while (Take(batch, out var size))
            {
                SendAll(batch);
                batch.Clear();
                lock (_gate)
                    _queued = Math.Max(0, _queued - size);
            }
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (IsThePeers(e))
        {
        }
        finally
        {
            Close();
        }
    }

    // Fills the batch with what is queued, at least one message; false when there is nothing more to write.
    private bool Take(List<ArraySegment<byte>> batch, out long size)
    {
        size = 0;
        lock (_gate)
        {
            while (_queue.Count == 0 && !_closed && !_finishing)
                Monitor.Wait(_gate);
            while (_queue.TryPeek(out var next) && (size == 0 || (size + next.Size <= BatchBytes && batch.Count + next.Segments.Length <= BatchSegments)))
            {
                _queue.Dequeue();
                batch.AddRange(next.Segments);
                size += next.Size;
            }
            return size > 0;
        }
    }

    // One gathering write; more than one only if the message has more segments than a system call takes.
    private void SendAll(List<ArraySegment<byte>> batch)
    {
        for (var i = 0; i < batch.Count; i += BatchSegments)
        {
            IList<ArraySegment<byte>> part = batch.Count <= BatchSegments ? batch : batch.GetRange(i, Math.Min(BatchSegments, batch.Count - i));
            // A blocking socket returns when everything is sent.
            socket.Send(part);
        }
    }

    // Closing the socket under a thread that uses it ends in one of several exceptions.
    private static bool IsThePeers(Exception e) =>
        e is SocketException or IOException or ObjectDisposedException or ProtocolException or OutOfMemoryException;

    private static Thread StartThread(ThreadStart run, string name)
    {
        var thread = new Thread(run, StackSize) { IsBackground = true, Name = "wire " + name };
        thread.Start();
        return thread;
    }
}
