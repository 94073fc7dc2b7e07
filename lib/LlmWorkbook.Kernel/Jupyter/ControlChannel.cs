using System.Text.Json.Nodes;
using LlmWorkbook.Kernel.Wire;

namespace LlmWorkbook.Kernel.Jupyter;

/// <summary>The channel that is answered while a cell runs: Stop and the end.</summary>
internal sealed class ControlChannel(RouterSocket socket, MessageCodec codec, IoPub iopub, CellRunner cells, Action<bool> shutDown)
{
    /// <summary>Answers requests until the socket is closed.</summary>
    public void Answer()
    {
        while (socket.Receive() is { } received)
        {
            if (codec.Decode(received.Frames, out _) is not { } request)
                continue;
            iopub.Status("busy", request.Header);
            var (type, content) = Answer(request);
            if (type.Length > 0)
                socket.Send(received.Identity, codec.Encode(type, content, request.Header, request.Identities));
            iopub.Status("idle", request.Header);
            if (request.MessageType == "shutdown_request")
                shutDown(request.Content.Flag("restart"));
        }
    }

    public static JsonObject ShutdownReply(JupyterMessage request) => new() { ["status"] = "ok", ["restart"] = request.Content.Flag("restart") };

    private (string Type, JsonObject Content) Answer(JupyterMessage request)
    {
        switch (request.MessageType)
        {
            case "interrupt_request":
                cells.Interrupt();
                return ("interrupt_reply", new JsonObject { ["status"] = "ok" });
            case "shutdown_request":
                // Every client learns of it, not only the one that asked.
                iopub.Publish("shutdown_reply", ShutdownReply(request), request.Header);
                return ("shutdown_reply", ShutdownReply(request));
            default:
                return CommonRequests.Answer(request);
        }
    }
}
