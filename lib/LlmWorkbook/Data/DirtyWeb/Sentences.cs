using System.Text.RegularExpressions;

namespace LlmWorkbook.Data;

/// <summary>Cuts texts into sentences.</summary>
internal static partial class Sentences
{
    /// <summary>The sentences of a text, in order, without the white space between them.</summary>
    public static IReadOnlyList<string> Of(string text) => [.. Ends().Split(text).Select(s => s.Trim()).Where(s => s.Length > 0)];

    /// <summary>The text of some sentences.</summary>
    public static string Join(IEnumerable<string> sentences, Language language) => string.Join(language == Language.English ? " " : "", sentences);

    // After an end mark and its closing quotation mark; an English sentence goes on if no space follows.
    [GeneratedRegex("""(?<=[.!?]"?)\s+(?=["A-Z])|(?<=[。！？]”?)(?![”])(?=.)""")]
    private static partial Regex Ends();
}
