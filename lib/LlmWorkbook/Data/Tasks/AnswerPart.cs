using System.Globalization;
using System.Text.RegularExpressions;

namespace LlmWorkbook.Data;

/// <summary>A piece that answers are made of, from <c>data/answers.txt</c> or <c>data/verifiable.txt</c>.</summary>
/// <param name="Part">Where it stands: opener, entity, aside, closer, mark, or the task whose wording it is.</param>
/// <param name="Kind">What it is worth, for example <c>polite</c> or <c>leak</c>.</param>
/// <param name="Weight">How often it comes, relative to the others of its part.</param>
/// <param name="English">In English; empty for nothing.</param>
/// <param name="Chinese">In Chinese.</param>
internal sealed partial record AnswerPart(string Part, string Kind, double Weight, string English, string Chinese)
{
    private static readonly Lazy<ILookup<string, AnswerPart>> all = new(() => new[] { "answers", "verifiable" }.SelectMany(file => Line().Matches(World.Read(file))).Select(m => new AnswerPart(
        m.Groups[1].Value, m.Groups[2].Value, double.Parse(m.Groups[3].Value, CultureInfo.InvariantCulture), Text(m.Groups[4]), Text(m.Groups[5]))).ToLookup(p => p.Part));

    /// <summary>The text in a language.</summary>
    public string In(Language language) => language == Language.English ? English : Chinese;

    /// <summary>All pieces of a part, each with its probability.</summary>
    public static IReadOnlyList<(AnswerPart Piece, double P)> Of(string part)
    {
        var pieces = all.Value[part].ToList();
        return [.. pieces.Zip(Weights.Normalised(pieces.Select(p => p.Weight)))];
    }

    /// <summary>Every sentence of a kind, whatever its part, in a language.</summary>
    public static IEnumerable<string> Sentences(string kind, Language language) =>
        all.Value.SelectMany(p => p).Where(p => p.Kind == kind && p.English.Length > 0).Select(p => p.In(language));

    private static string Text(Group group) => group.Value.Trim() is var text && text == "-" ? "" : text;

    [GeneratedRegex(@"^(\w+) ([\w-]+) ([\d.]+) \| (.+) \| (.+)$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
