namespace LlmWorkbook.Data;

/// <summary>A review and what it is taken for.</summary>
/// <param name="Language">Its language.</param>
/// <param name="Text">What it says.</param>
/// <param name="IsPositive">Whether it was meant well.</param>
/// <param name="Label">What the annotator wrote down: the same, unless chance turned it round.</param>
public sealed record Review(Language Language, string Text, bool IsPositive, bool Label);

/// <summary>
/// Reviews that praise and blame, with negation ("not bad at all"), contrast ("terrible, but …") and a few that mean either. The
/// exact probability of a label given the text is known, and so the best accuracy that any classifier can have.
/// </summary>
public static class Reviews
{
    private static readonly Lazy<IReadOnlyList<TaskGrammar>> sections = new(() => TaskGrammar.Read("reviews"));
    private static readonly Lazy<Dictionary<(Language, string), (double Good, double Bad)>> texts = new(Enumerate);

    /// <summary>The first <paramref name="count"/> reviews of a split; number n depends on (seed, n) alone.</summary>
    /// <param name="language">Their language.</param>
    /// <param name="split">In <see cref="Split.Composition"/> are negations that training never has.</param>
    /// <param name="seed">Fixes texts and labels.</param>
    /// <param name="count">How many.</param>
    /// <param name="noise">How often a label is turned round.</param>
    public static IEnumerable<Review> Documents(Language language, Split split, long seed, int count, double noise = 0.05)
    {
        double[] shares = TaskGrammar.Probabilities(sections.Value, split);
        for (long n = 0; n < count; n++)
        {
            var picker = new Picker(SplitMix64.At(~seed, n * 4 + (int)split));
            var section = sections.Value[picker.Pick("section", shares)];
            bool isTurned = picker.Pick("label", [1 - noise, noise]) == 1;
            bool isPositive = section.Task == "positive";
            yield return new(language, section.Grammar.Generate(language, split, seed, n).Text, isPositive, isPositive != isTurned);
        }
    }

    /// <summary>The exact probability that a text of the training distribution was meant well.</summary>
    /// <exception cref="WorkbookException">The reviews never say this.</exception>
    public static double PositiveProbability(Language language, string text) => texts.Value.TryGetValue((language, text), out var p)
        ? p.Good / (p.Good + p.Bad)
        : throw new WorkbookException($"No review says '{text}', so it has no known probability; take one of Reviews.Documents.");

    /// <summary>The exact probability that a text of the training distribution is labelled positive.</summary>
    /// <param name="language">The text's language.</param>
    /// <param name="text">The text.</param>
    /// <param name="noise">How often a label is turned round.</param>
    /// <exception cref="WorkbookException">The reviews never say this.</exception>
    public static double LabelProbability(Language language, string text, double noise = 0.05) =>
        noise + (1 - 2 * noise) * PositiveProbability(language, text);

    /// <summary>The best accuracy on labels that any classifier can have, on average, in closed form.</summary>
    /// <param name="language">The reviews' language.</param>
    /// <param name="noise">How often a label is turned round.</param>
    public static double BayesAccuracy(Language language, double noise = 0.05) => texts.Value.Where(t => t.Key.Item1 == language)
        .Sum(t => Math.Max(t.Value.Good, t.Value.Bad) * (1 - noise) + Math.Min(t.Value.Good, t.Value.Bad) * noise);

    private static Dictionary<(Language, string), (double Good, double Bad)> Enumerate()
    {
        var all = new Dictionary<(Language, string), (double Good, double Bad)>();
        foreach (var language in Enum.GetValues<Language>())
            foreach (var (section, share) in sections.Value.Zip(TaskGrammar.Probabilities(sections.Value, Split.Train)))
                foreach (var document in section.Grammar.All(language))
                {
                    var (good, bad) = all.GetValueOrDefault((language, document.Text));
                    double p = share * Math.Pow(2, -document.Bits);
                    all[(language, document.Text)] = section.Task == "positive" ? (good + p, bad) : (good, bad + p);
                }
        return all;
    }
}
