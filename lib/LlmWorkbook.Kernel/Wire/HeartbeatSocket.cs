using System.Net;

namespace LlmWorkbook.Kernel.Wire;

/// <summary>
/// A REP socket of ZMTP 3.1 (https://rfc.zeromq.org/spec/37/) that sends back what it gets: the heartbeat channel of Jupyter
/// messaging 5.4. It answers from the connection's own thread, so it beats whatever else the kernel does.
/// </summary>
internal sealed class HeartbeatSocket(IPAddress address, int port) : ServerSocket(address, port)
{
    public override string SocketType => "REP";

    public override IReadOnlyList<string> PeerTypes { get; } = ["REQ", "DEALER"];

    public override int MessageLimit => 64 << 10;

    public override long QueueLimit => 1 << 20;

    public override void OnMessage(Connection connection, IReadOnlyList<byte[]> frames)
    {
        if (!connection.TrySend(OutboundMessage.Of(frames)))
            connection.Close();
    }
}
