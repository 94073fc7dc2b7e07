using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmWorkbook.Kernel.Wire;

/// <summary>A message of Jupyter messaging 5.4 (https://jupyter-client.readthedocs.io/en/stable/messaging.html).</summary>
/// <param name="Identities">The frames before the delimiter; a reply repeats them.</param>
/// <param name="Header">The sender's header; a reply carries it as its parent.</param>
/// <param name="ParentHeader">The header of what this answers, or empty.</param>
/// <param name="Metadata">What does not fit elsewhere.</param>
/// <param name="Content">The message itself.</param>
/// <param name="Buffers">Binary frames after the content; these are not signed.</param>
internal sealed record JupyterMessage(
    IReadOnlyList<byte[]> Identities, JsonObject Header, JsonObject ParentHeader, JsonObject Metadata, JsonObject Content, IReadOnlyList<byte[]> Buffers)
{
    public string MessageType => Text("msg_type");

    public string MessageId => Text("msg_id");

    public string Session => Text("session");

    private string Text(string field) => Header[field] is { } value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";
}
