using System.Text.Encodings.Web;
using System.Text.Json;
using LlmWorkbook.Data;

namespace LlmWorkbook.Lessons;

/// <summary>Rows of data sets in TRL's formats, one JSON object a line.</summary>
internal static class JsonRows
{
    /// <summary>Chinese stays readable.</summary>
    public static JsonSerializerOptions Readable { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Language modelling: a document, which begins with the token that ends the one before; TRL adds the one at its end.</summary>
    public static object Document(Document document) => new { text = WorldTokenizer.Decode([WorldTokenizer.Special.End]) + document.Text };

    /// <summary>Conversational language modelling: a whole chat.</summary>
    public static object Chat(IEnumerable<Turn> turns) => new { messages = Messages(turns) };

    /// <summary>Prompts only.</summary>
    public static object Prompt(string prompt) => new { prompt = User(prompt) };

    /// <summary>Prompts with what a program needs to check an answer.</summary>
    public static object Prompt(VerifiableTask task) => new { prompt = User(task.Prompt), kind = task.Kind, solution = task.Solution };

    /// <summary>Conversational preference.</summary>
    public static object Preference(string prompt, string chosen, string rejected) => new { prompt = User(prompt), chosen = Assistant(chosen), rejected = Assistant(rejected) };

    /// <summary>Writes a file of rows.</summary>
    /// <returns>How many.</returns>
    public static int Write(string path, IEnumerable<object> rows)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new StreamWriter(path) { NewLine = "\n" };
        int count = 0;
        foreach (object row in rows)
        {
            file.WriteLine(JsonSerializer.Serialize(row, Readable));
            count++;
        }
        return count;
    }

    private static object[] User(string text) => Messages([new Turn(Role.User, text)]);

    private static object[] Assistant(string text) => Messages([new Turn(Role.Assistant, text)]);

    private static object[] Messages(IEnumerable<Turn> turns) => [.. turns.Select(t => new { role = t.Role.ToString().ToLowerInvariant(), content = t.Text })];
}
