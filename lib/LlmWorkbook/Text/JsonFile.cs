using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmWorkbook.Text;

/// <summary>Reads and writes the JSON of tokenizer files; what is wrong with one is said in one sentence.</summary>
internal static class JsonFile
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    public static JsonObject Read(string path)
    {
        try
        {
            return JsonNode.Parse(TextFile.Read(path), documentOptions: new() { AllowDuplicateProperties = false }) as JsonObject ?? throw Wrong(path, "it holds no JSON object");
        }
        catch (JsonException e)
        {
            throw Wrong(path, $"it is no JSON ({e.Message.Split(". ")[0].TrimEnd('.')})", e);
        }
    }

    public static void Write(string path, JsonNode json) => File.WriteAllText(path, json.ToJsonString(Readable) + "\n");

    /// <summary>Token texts and ids, each id once.</summary>
    public static Dictionary<string, int> Vocabulary(string path, JsonNode? json)
    {
        if (json is not JsonObject vocabulary)
            throw Wrong(path, "it has no vocabulary, an object of token texts and ids");
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var seen = new HashSet<int>();
        foreach (var (token, value) in vocabulary)
        {
            if (value?.GetValueKind() != JsonValueKind.Number || !value.AsValue().TryGetValue(out int id) || id < 0)
                throw Wrong(path, $"the id of the token '{token}' is not a whole number from 0 up");
            if (!seen.Add(id))
                throw Wrong(path, $"the id {id} is given twice, the second time to the token '{token}'");
            ids.Add(token, id);
        }
        return ids;
    }

    /// <summary>A text property, or null.</summary>
    public static string? Text(JsonNode? json) => json?.GetValueKind() == JsonValueKind.String ? json.GetValue<string>() : null;

    public static WorkbookException Wrong(string path, string what, Exception? inner = null) =>
        new($"The tokenizer file '{path}' cannot be used: {what}; export it again or name another file.", inner);
}
