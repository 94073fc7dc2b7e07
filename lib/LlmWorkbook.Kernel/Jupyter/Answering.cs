using System.Text.Json.Nodes;
using LlmWorkbook.Kernel.Wire;

namespace LlmWorkbook.Kernel.Jupyter;

/// <summary>What every request on shell and control gets: <c>busy</c>, its reply, <c>idle</c>.</summary>
internal sealed class Answering(RouterSocket socket, MessageCodec codec, IoPub iopub)
{
    /// <param name="received">Where the request came from.</param>
    /// <param name="request">The request.</param>
    /// <param name="answer">Does what it asks for; a reply without a type is not sent.</param>
    public void Answer(Multipart received, JupyterMessage request, Func<(string Type, JsonObject Content)> answer)
    {
        iopub.Status("busy", request.Header);
        var (type, content) = answer();
        if (type.Length > 0)
            socket.Send(received.Identity, codec.Encode(type, content, request.Header, request.Identities));
        iopub.Status("idle", request.Header);
    }
}
