using System.Text.Json.Nodes;
using LlmWorkbook.Kernel.Wire;

namespace LlmWorkbook.Kernel.Jupyter;

/// <summary>Requests that shell and control answer alike; every request gets an answer, also one that nobody knows.</summary>
internal static class CommonRequests
{
    public static (string Type, JsonObject Content) Answer(JupyterMessage request) => request.MessageType switch
    {
        "kernel_info_request" => ("kernel_info_reply", KernelInfo.Reply()),
        "debug_request" => ("debug_reply", new JsonObject
        {
            ["type"] = "response",
            ["request_seq"] = request.Content.Number("seq") ?? 0,
            ["command"] = request.Content.Text("command") ?? "",
            ["success"] = false,
            ["message"] = "This kernel has no debugger.",
        }),
        var type when type.EndsWith("_request", StringComparison.Ordinal) => (type[..^"request".Length] + "reply", new JsonObject
        {
            ["status"] = "error",
            ["ename"] = "UnknownRequest",
            ["evalue"] = $"This kernel does not know the request {type}.",
            ["traceback"] = new JsonArray(),
        }),
        _ => ("", []),
    };
}
