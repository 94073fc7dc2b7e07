using System.Globalization;
using System.Text.RegularExpressions;

namespace LlmWorkbook.Data;

/// <summary>
/// One section of a file of tasks: a grammar of its own, whose sentences are the turns of a chat or the text to label.
/// <c>data/README.md</c> describes the format.
/// </summary>
/// <param name="Task">What it is called; several sections may share a name.</param>
/// <param name="Weight">Its share of the corpus, relative to the others'.</param>
/// <param name="IsHeldOut">Whether the whole section is kept out of training.</param>
/// <param name="Grammar">What writes it.</param>
internal sealed partial record TaskGrammar(string Task, double Weight, bool IsHeldOut, WorldGrammar Grammar)
{
    /// <summary>Reads <c>data/NAME.txt</c>.</summary>
    public static IReadOnlyList<TaskGrammar> Read(string name)
    {
        string source = World.Read(name);
        string[] sections = Section().Split(source);
        return [.. sections.Skip(1).Chunk(4).Select(s => new TaskGrammar(
            s[0], double.Parse(s[1], CultureInfo.InvariantCulture), s[2].Length > 0, WorldGrammar.Parse(Use().Replace(s[3], List), $"{name}/{s[0]}")))];

        string List(Match use) => Regex.Match(use.Groups[2].Success ? World.Read(use.Groups[2].Value) : sections[0], $@"^words {use.Groups[1].Value}\b.*\n(?: .*\n)+", RegexOptions.Multiline).Value;
    }

    /// <summary>The sections' probabilities: what is held out is never trained on, and <see cref="Split.Composition"/> is nothing else.</summary>
    public static double[] Probabilities(IEnumerable<TaskGrammar> sections, Split split) => Weights.Normalised(
        sections.Select(s => (split == Split.Composition ? s.IsHeldOut || s.Grammar.HoldsOut : !s.IsHeldOut) ? s.Weight : 0));

    [GeneratedRegex(@"^task (\S+) ([\d.]+)((?: held out)?)\n", RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex(@"^use (\w+)(?: of ([\w-]+))?\n", RegexOptions.Multiline)]
    private static partial Regex Use();
}
