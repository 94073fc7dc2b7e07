using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace LlmWorkbook.Kernel.Wire;

/// <summary>
/// JSON objects from bytes that anybody may have sent, and back. What is lazy in the library is checked here at once, so that reading the
/// object later cannot fail: UTF-8, escapes of half a surrogate pair, names that occur twice, depth.
/// </summary>
internal static class StrictJson
{
    private const int MaxDepth = 128;
    private const int Piece = 16 << 10;
    private static readonly JsonDocumentOptions s_read = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };
    private static readonly JsonWriterOptions s_write = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };

    public static bool TryParseObject(byte[] json, [NotNullWhen(true)] out JsonObject? value, [NotNullWhen(false)] out string? fault)
    {
        (value, fault) = (null, null);
        if (!Utf8.IsValid(json))
            fault = "it is not UTF-8";
        else
        {
            try
            {
                CheckEscapes(json);
                value = JsonNode.Parse(json, null, s_read) as JsonObject;
                if (value is null)
                    fault = "a part of it is not a JSON object";
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                fault = "its JSON is malformed, too deep, or has a name twice";
            }
        }
        return fault is null;
    }

    /// <summary>The object as UTF-8; null as an empty one.</summary>
    public static byte[] Write(JsonObject? value)
    {
        if (value is null || value.Count == 0)
            return "{}"u8.ToArray();
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, s_write))
            Write(writer, value);
        return bytes.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, JsonNode? node)
    {
        switch (node)
        {
            case null:
                writer.WriteNullValue();
                break;
            case JsonObject o:
                writer.WriteStartObject();
                foreach (var (name, value) in o)
                {
                    writer.WritePropertyName(name);
                    Write(writer, value);
                }
                writer.WriteEndObject();
                break;
            case JsonArray a:
                writer.WriteStartArray();
                foreach (var value in a)
                    Write(writer, value);
                writer.WriteEndArray();
                break;
            case JsonValue v when v.TryGetValue<string>(out var text) && text.Length > Piece:
                // In one piece, the writer would reserve twelve times the text's size.
                for (var at = 0; at < text.Length; at += Piece)
                    writer.WriteStringValueSegment(text.AsSpan(at, Math.Min(Piece, text.Length - at)), at + Piece >= text.Length);
                break;
            default:
                node.WriteTo(writer);
                break;
        }
    }

    private static void CheckEscapes(byte[] json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                reader.GetString();
        }
    }
}
