using System.Text.Json.Nodes;
using LlmWorkbook.Kernel.Wire;

namespace LlmWorkbook.Kernel.Jupyter;

/// <summary>Requests that shell and control answer alike; every request gets an answer, also one that nobody knows.</summary>
internal static class CommonRequests
{
    /// <summary>The request that ends the kernel, once it is answered.</summary>
    public const string Shutdown = "shutdown_request";

    public static (string Type, JsonObject Content) Answer(JupyterMessage request, IoPub iopub) => request.MessageType switch
    {
        Shutdown => End(request, iopub),
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

    /// <summary>Stop.</summary>
    public static (string Type, JsonObject Content) Stop(CellRunner cells)
    {
        cells.Interrupt();
        return ("interrupt_reply", new JsonObject { ["status"] = "ok" });
    }

    /// <summary>Every client learns of the end, not only the one that asked.</summary>
    private static (string Type, JsonObject Content) End(JupyterMessage request, IoPub iopub)
    {
        JsonObject Reply() => new() { ["status"] = "ok", ["restart"] = request.Content.Flag("restart") };
        iopub.Publish("shutdown_reply", Reply(), request.Header);
        return ("shutdown_reply", Reply());
    }
}
