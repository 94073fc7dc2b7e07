using System.Text.Json;

namespace LlmWorkbook.Data;

/// <summary>A task whose answer a program can check.</summary>
/// <param name="Kind">One of <see cref="VerifiableTasks.Kinds"/>.</param>
/// <param name="Language">The language of prompt and answer.</param>
/// <param name="Prompt">What the user says.</param>
/// <param name="Solution">A right answer; of a task in N words one of many.</param>
public sealed record VerifiableTask(string Kind, Language Language, string Prompt, string Solution)
{
    /// <summary>Whether an answer is wholly right: all or nothing.</summary>
    public bool IsRight(string answer) => Credit(answer) == 1;

    /// <summary>
    /// Partial credit in [0, 1]; 1 for a right answer and no other. A sum: 0.5 for the right last digit, 0.1 for another number.
    /// Sorting and copying: the share of places with the right word. Words: less for each one too many or missing. JSON: 0.5 for an
    /// object, 0.25 for each right value, 0.25 less for keys that nobody asked for.
    /// </summary>
    public double Credit(string answer) => Kind switch
    {
        "add" => Sum(answer.Trim()),
        "words" => Math.Max(0, 1 - Math.Abs(Words(answer).Length - Words(Solution).Length) / (double)Words(Solution).Length),
        "json" => Json(answer),
        _ => Places(Words(answer), Words(Solution)),
    };

    private double Sum(string answer) =>
        answer == Solution ? 1 : answer.Length is 0 or > 3 || !answer.All(char.IsAsciiDigit) ? 0 : answer[^1] == Solution[^1] ? 0.5 : 0.1;

    private static double Places(string[] said, string[] right) => said.Zip(right).Count(p => p.First == p.Second) / (double)Math.Max(said.Length, right.Length);

    private double Json(string answer)
    {
        try
        {
            using var said = JsonDocument.Parse(answer);
            if (said.RootElement.ValueKind != JsonValueKind.Object)
                return 0;
            using var right = JsonDocument.Parse(Solution);
            var wanted = right.RootElement.EnumerateObject().ToList();
            double credit = 0.5 + wanted.Count(w => said.RootElement.TryGetProperty(w.Name, out var value) && JsonElement.DeepEquals(value, w.Value)) * 0.5 / wanted.Count;
            return said.RootElement.EnumerateObject().Count() > wanted.Count ? credit - 0.25 : credit;
        }
        catch (JsonException)
        {
            return 0;
        }
    }

    /// <summary>The words of a text, marks left out.</summary>
    private static string[] Words(string text) => [.. World.Words.Matches(text).Select(m => m.Value.Trim()).Where(w => w.Any(char.IsLetterOrDigit))];
}
