using System.Collections.Concurrent;

namespace LlmWorkbook.Data;

/// <summary>A question whose right answer is known: on the facts of a country, or on how to learn something.</summary>
/// <param name="Language">Its language.</param>
/// <param name="Task">The kind of question, one of <see cref="Tasks"/>.</param>
/// <param name="Item">Number of the country or of what is to be learned.</param>
/// <param name="Text">How it is asked.</param>
public sealed record Question(Language Language, string Task, int Item, string Text)
{
    private static readonly Lazy<Dictionary<string, Question>> known = new(() =>
        Enum.GetValues<Language>().SelectMany(l => All(l, Split.Train).Concat(All(l, Split.Composition))).ToDictionary(q => q.Text));

    private static readonly ConcurrentDictionary<(string, Language, string), IReadOnlyList<string[]>> values = new();

    /// <summary>The kinds of question.</summary>
    public static IReadOnlyList<string> Tasks { get; } = ["capital", "language", "continent", "country", "how"];

    /// <summary>What is asked about, for example China.</summary>
    internal string Subject => Values(Task == "country" ? ["capital"] : [""])[Item][0];

    /// <summary>For each item of the list what would answer the question about it: one word, or the three steps of learning something.</summary>
    internal IReadOnlyList<string[]> Answers => Values(Task switch { "how" => ["first", "then", "last"], "country" => [""], _ => [Task] });

    /// <summary>The question that a prompt asks.</summary>
    /// <exception cref="WorkbookException">It is none of ours.</exception>
    public static Question Find(string prompt) => known.Value.GetValueOrDefault(prompt)
        ?? throw new WorkbookException($"There is no known answer to '{prompt}'; ask one of Question.All, for example '中国的首都是哪里?'.");

    /// <summary>Every question of a split once.</summary>
    public static IEnumerable<Question> All(Language language, Split split) => Tasks.SelectMany(t => Instructions.All(t, language, split)).Select(Of).Distinct();

    /// <summary>The first <paramref name="count"/> questions of a split, drawn as often as the instructions ask them.</summary>
    public static IEnumerable<Question> Documents(Language language, Split split, long seed, int count)
    {
        double[] weights = Weights.Normalised(Instructions.Sections.Select(s => Tasks.Contains(s.Task) ? s.Weight : 0));
        for (long n = 0; n < count; n++)
        {
            int section = new Picker(SplitMix64.At(~seed, n * 4 + (int)split)).Pick("section", weights);
            yield return Of(Instructions.Of(section, language, split, Instructions.Sections[section].Grammar.Generate(language, split, seed, n).Trace));
        }
    }

    private static Question Of(Instruction i) => new(i.Language, i.Task, i.Trace.First(c => c.Key is "country" or "topic").Index, i.Prompt[0].Text);

    private IReadOnlyList<string[]> Values(string[] forms) => values.GetOrAdd((Task, Language, string.Join(' ', forms)), _ =>
    {
        var grammar = Instructions.Sections.First(s => s.Task == Task).Grammar;
        var table = grammar.Tables[Task == "how" ? "topic" : "country"];
        return [.. table.Items.Select(item => forms.Select(f => string.Concat(item.Form(Language, table.FormIndex(f.Length == 0 ? null : f)))).ToArray())];
    });
}
