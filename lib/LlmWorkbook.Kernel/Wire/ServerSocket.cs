using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using LlmWorkbook.Kernel.Running;

namespace LlmWorkbook.Kernel.Wire;

/// <summary>
/// A listening ZMTP 3.1 socket (https://rfc.zeromq.org/spec/37/) on the loopback interface, with the NULL mechanism: what the
/// router, the publisher and the heartbeat have in common. Every connection has its own threads, none from the pool, so a
/// peer that is slow, silent or hostile holds up no other.
/// </summary>
internal abstract class ServerSocket : IDisposable
{
    /// <summary>More peers than this at a time are turned away.</summary>
    public const int MaxConnections = 256;

    private static readonly TimeSpan s_linger = TimeSpan.FromSeconds(2);

    private readonly Socket _listener;
    private readonly HashSet<Connection> _connections = [];
    private readonly Lock _gate = new();
    private bool _disposed;

    /// <exception cref="ArgumentException">The address is not a loopback address.</exception>
    /// <exception cref="InputException">The port is taken, or cannot be bound.</exception>
    private protected ServerSocket(IPAddress address, int port)
    {
        if (!IPAddress.IsLoopback(address))
            throw new ArgumentException($"The address {address} is reachable from other machines; the kernel listens on the loopback address only, such as 127.0.0.1.");
        _listener = new Socket(address.AddressFamily, System.Net.Sockets.SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _listener.Bind(new IPEndPoint(address, port));
            _listener.Listen(MaxConnections);
        }
        catch (SocketException e)
        {
            _listener.Dispose();
            throw new InputException($"Port {port} on {address} cannot be listened on ({e.Message}); end the program that uses it or start the kernel with other ports.");
        }
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        new Thread(Accept, 256 << 10) { IsBackground = true, Name = "wire accept" }.Start();
    }

    /// <summary>The port that is listened on.</summary>
    public int Port { get; }

    /// <summary>This side's name in the handshake.</summary>
    public abstract string SocketType { get; }

    /// <summary>The names of the sockets that may connect.</summary>
    public abstract IReadOnlyList<string> PeerTypes { get; }

    /// <summary>The most bytes of an inbound message.</summary>
    public abstract int MessageLimit { get; }

    /// <summary>The most bytes that wait for one peer before it is given up.</summary>
    public virtual long QueueLimit => Zmtp.MaxOutbound;

    /// <summary>How many peers are connected now.</summary>
    public int ConnectionCount
    {
        get
        {
            lock (_gate)
                return _connections.Count;
        }
    }

    /// <summary>The bytes that wait to be written, for all peers together; a message counts once for each.</summary>
    public long QueuedBytes
    {
        get
        {
            lock (_gate)
                return _connections.Sum(c => c.Queued);
        }
    }

    /// <summary>A peer has shaken hands. On the connection's reading thread, as the two below.</summary>
    public virtual void OnConnected(Connection connection)
    {
    }

    public abstract void OnMessage(Connection connection, IReadOnlyList<byte[]> frames);

    /// <summary>A command that the connection does not answer itself; unknown ones are ignored.</summary>
    public virtual void OnCommand(Connection connection, string name, byte[] data)
    {
    }

    /// <summary>The connection is closed. On whatever thread closed it.</summary>
    private protected virtual void OnClosed(Connection connection)
    {
    }

    public void Forget(Connection connection)
    {
        lock (_gate)
            _connections.Remove(connection);
        OnClosed(connection);
    }

    /// <summary>Stops listening; what was sent before is still written to peers that read it within two seconds.</summary>
    public virtual void Dispose()
    {
        Connection[] connections;
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            connections = [.. _connections];
        }
        _listener.Dispose();
        foreach (var connection in connections)
            connection.Finish();
        var linger = Stopwatch.StartNew();
        foreach (var connection in connections)
        {
            connection.WaitUntilWritten(linger.Elapsed < s_linger ? s_linger - linger.Elapsed : TimeSpan.Zero);
            connection.Close();
        }
    }

    private void Accept()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = _listener.Accept();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                lock (_gate)
                {
                    if (_disposed)
                        return;
                }
                // Out of file descriptors, or a peer that was gone at once.
                Thread.Sleep(50);
                continue;
            }
            var connection = new Connection(this, socket);
            lock (_gate)
            {
                if (_disposed || _connections.Count >= MaxConnections)
                {
                    socket.Dispose();
                    continue;
                }
                _connections.Add(connection);
            }
            connection.Start();
        }
    }
}
