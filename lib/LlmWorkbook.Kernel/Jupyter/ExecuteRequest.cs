using System.Text.Json.Nodes;
using LlmWorkbook.Kernel.Wire;

namespace LlmWorkbook.Kernel.Jupyter;

/// <summary>A request to run a cell.</summary>
/// <param name="Message">The message itself.</param>
/// <param name="Code">The cell's text.</param>
/// <param name="Silent">Nothing is to be shown but what the cell displays itself, and nothing counted.</param>
/// <param name="StoreHistory">Whether the cell gets a number and a place in the history.</param>
/// <param name="Expressions">Expressions to evaluate after it, by name.</param>
/// <param name="AllowStdin">Whether the user can be asked.</param>
/// <param name="StopOnError">Whether the cells waiting behind it are dropped when it fails.</param>
internal sealed record ExecuteRequest(
    JupyterMessage Message, string Code, bool Silent, bool StoreHistory, Dictionary<string, string> Expressions, bool AllowStdin, bool StopOnError)
{
    public static ExecuteRequest Read(JupyterMessage message)
    {
        var content = message.Content;
        var silent = content.Flag("silent");
        return new ExecuteRequest(
            message,
            content.Text("code") ?? "",
            silent,
            !silent && content.Flag("store_history", missing: true),
            (content["user_expressions"] as JsonObject ?? []).Where(e => e.Value is JsonValue v && v.GetValueKind() == System.Text.Json.JsonValueKind.String)
                .ToDictionary(e => e.Key, e => (string)e.Value!),
            content.Flag("allow_stdin", missing: true),
            content.Flag("stop_on_error", missing: true));
    }
}
