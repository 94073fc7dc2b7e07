using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmWorkbook.Kernel.Jupyter;

/// <summary>Reads a message's fields as what they should be; a field of another kind counts as missing.</summary>
internal static class Content
{
    public static string? Text(this JsonObject content, string name) =>
        content[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    public static bool Flag(this JsonObject content, string name, bool missing = false) => (content[name] as JsonValue)?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => missing,
    };

    public static int? Number(this JsonObject content, string name) =>
        content[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue(out int number) ? number : null;
}
