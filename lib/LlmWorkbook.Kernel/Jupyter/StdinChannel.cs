using System.Text.Json.Nodes;
using LlmWorkbook.Kernel.Wire;

namespace LlmWorkbook.Kernel.Jupyter;

/// <summary>The channel on which a cell asks the user, through the client that sent the cell.</summary>
internal sealed class StdinChannel(RouterSocket socket, MessageCodec codec)
{
    private readonly Lock _lock = new();
    private (JupyterMessage Request, Action<string> Answer)? _open;

    /// <summary>Sends the question to the client; <paramref name="answer"/> is called when it answers.</summary>
    /// <param name="identity">The client's identity, the same on the shell channel and here.</param>
    /// <param name="request">The request whose cell asks.</param>
    /// <param name="prompt">What is asked.</param>
    /// <param name="password">Whether the answer is to be hidden.</param>
    /// <param name="answer">Takes the answer.</param>
    public void Ask(byte[] identity, JupyterMessage request, string prompt, bool password, Action<string> answer)
    {
        lock (_lock)
            _open = (request, answer);
        socket.Send(identity, codec.Encode("input_request", new JsonObject { ["prompt"] = prompt, ["password"] = password }, request.Header, request.Identities));
    }

    /// <summary>The cell has ended: an answer that comes later is nobody's.</summary>
    public void Forget()
    {
        lock (_lock)
            _open = null;
    }

    /// <summary>Takes answers until the socket is closed; only a client of the session that was asked can answer.</summary>
    public void Receive()
    {
        while (socket.Receive() is { } received)
            if (codec.Decode(received.Frames, out _) is { MessageType: "input_reply" } reply)
            {
                Action<string>? answer = null;
                lock (_lock)
                    if (_open is { } open && open.Request.Session == reply.Session)
                        (answer, _open) = (open.Answer, null);
                answer?.Invoke(reply.Content.Text("value") ?? "");
            }
    }
}
