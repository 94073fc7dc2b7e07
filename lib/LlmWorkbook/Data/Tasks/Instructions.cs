namespace LlmWorkbook.Data;

/// <summary>
/// Instructions and answers: questions on facts, how to learn something, counting, continuing, listing, rewriting, translating, and
/// chats of two turns. Who was asked about what is held out by renormalised weights: a country's capital, say, is never asked for in
/// training, though its language is.
/// </summary>
public static class Instructions
{
    private const string Answer = "answer";

    private static readonly Lazy<IReadOnlyList<TaskGrammar>> sections = new(() => TaskGrammar.Read("instructions"));

    /// <summary>All kinds of task.</summary>
    public static IReadOnlyList<string> Tasks { get; } = [.. Sections.Select(s => s.Task).Distinct()];

    internal static IReadOnlyList<TaskGrammar> Sections => sections.Value;

    /// <summary>
    /// Entropy of the answer given the prompt in bits, in closed form, averaged over the training distribution: the floor of the loss
    /// on responses.
    /// </summary>
    /// <param name="task">Of one kind of task only; of all if null.</param>
    public static double AnswerEntropyBits(string? task = null)
    {
        var chosen = Sections.Where(s => !s.IsHeldOut && (task is null || s.Task == task)).ToList();
        return chosen.Zip(TaskGrammar.Probabilities(chosen, Split.Train), (s, p) => p * s.Grammar.EntropyBitsFrom(Answer)).Sum();
    }

    /// <summary>Instruction number <paramref name="index"/>: the same numbers always give the same one, in the other language its translation.</summary>
    public static Instruction Generate(Language language, Split split, long seed, long index)
    {
        var picker = new Picker(SplitMix64.At(~seed, index * 4 + (int)split));
        int section = picker.Pick("section", TaskGrammar.Probabilities(Sections, split));
        return Of(section, language, split, Sections[section].Grammar.Generate(language, split, seed, index).Trace);
    }

    /// <summary>The first <paramref name="count"/> instructions of a split.</summary>
    public static IEnumerable<Instruction> Documents(Language language, Split split, long seed, int count) =>
        Enumerable.Range(0, count).Select(i => Generate(language, split, seed, i));

    /// <summary>Every instruction of a kind of task that can be written; for tasks on facts a few thousand.</summary>
    /// <param name="task">One of <see cref="Tasks"/>.</param>
    /// <param name="language">The language of the chat.</param>
    /// <param name="split">Which part.</param>
    public static IEnumerable<Instruction> All(string task, Language language, Split split) =>
        Sections.Index().Where(s => s.Item.Task == task && (split == Split.Composition ? s.Item.IsHeldOut || s.Item.Grammar.HoldsOut : !s.Item.IsHeldOut))
            .SelectMany(s => s.Item.Grammar.All(language, split).Select(d => Of(s.Index, language, split, d.Trace)));

    /// <summary>The instruction that a section's decisions make.</summary>
    internal static Instruction Of(int section, Language language, Split split, IReadOnlyList<Choice> trace)
    {
        var (task, grammar) = (Sections[section].Task, Sections[section].Grammar);
        var turns = grammar.Sentences(trace, language).Select((text, n) => new Turn(n % 2 == 0 ? Role.User : Role.Assistant, text.TrimStart())).ToList();
        return new(task, language, turns[..^1], turns[^1].Text, grammar.BitsFrom(Answer, trace, split), [new("section", section), .. trace]);
    }
}
