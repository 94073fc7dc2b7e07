namespace LlmWorkbook.Data;

/// <summary>A sentence and the names in it.</summary>
/// <param name="Language">Its language.</param>
/// <param name="Words">Its words, a leading space included; each is one token of <see cref="WorldTokenizer"/>.</param>
/// <param name="Tags">Of each word one of <see cref="Mentions.Tags"/>.</param>
public sealed record Mention(Language Language, IReadOnlyList<string> Words, IReadOnlyList<string> Tags)
{
    /// <summary>The sentence.</summary>
    public string Text { get; } = string.Concat(Words);

    /// <summary>Token ids, one for each word.</summary>
    public int[] Encode() => WorldTokenizer.Encode(Text);
}

/// <summary>
/// Sentences with names of people, places and companies, tagged word by word: B- begins a name, I- goes on with it, O is no name
/// (Ramshaw, Marcus 1995). Some names are of two kinds; where the sentence does not tell which, nobody can know.
/// </summary>
public static class Mentions
{
    private static readonly Lazy<IReadOnlyList<TaskGrammar>> sections = new(() => TaskGrammar.Read("mentions"));

    /// <summary>All tags.</summary>
    public static IReadOnlyList<string> Tags { get; } = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG"];

    /// <summary>The first <paramref name="count"/> sentences of a split; number n depends on (seed, n) alone.</summary>
    public static IEnumerable<Mention> Documents(Language language, Split split, long seed, int count)
    {
        double[] shares = TaskGrammar.Probabilities(sections.Value, split);
        for (long n = 0; n < count; n++)
        {
            var grammar = sections.Value[new Picker(SplitMix64.At(~seed, n * 4 + (int)split)).Pick("section", shares)].Grammar;
            yield return Of(grammar, language, grammar.Generate(language, split, seed, n));
        }
    }

    /// <summary>
    /// The exact probability of each tag of each word of a sentence of the training distribution.
    /// </summary>
    /// <returns>For each word its tags that can be; empty if no sentence reads so.</returns>
    public static IReadOnlyList<IReadOnlyDictionary<string, double>> Posterior(Language language, string text)
    {
        var readings = sections.Value.Zip(TaskGrammar.Probabilities(sections.Value, Split.Train)).SelectMany(s =>
            s.First.Grammar.Derive(text, language).Select(d => (Of(s.First.Grammar, language, d).Tags, P: s.Second * Math.Pow(2, -d.Bits)))).ToList();
        double sum = readings.Sum(r => r.P);
        return readings.Count == 0 ? [] : [.. Enumerable.Range(0, readings[0].Tags.Count).Select(i =>
            (IReadOnlyDictionary<string, double>)readings.GroupBy(r => r.Tags[i]).ToDictionary(g => g.Key, g => g.Sum(r => r.P) / sum))];
    }

    /// <summary>The likeliest tag of each word of a sentence of the training distribution: what one who knows everything would say.</summary>
    /// <exception cref="WorkbookException">No sentence reads so.</exception>
    public static IReadOnlyList<string> BestTags(Language language, string text) => Posterior(language, text) is { Count: > 0 } posterior
        ? [.. posterior.Select(word => word.MaxBy(tag => tag.Value).Key)]
        : throw new WorkbookException($"No sentence reads '{text}', so nobody knows its tags; take one of Mentions.Documents.");

    /// <summary>The best accuracy that any tagger can have on the words of names, on average, in closed form.</summary>
    public static double BayesAccuracy(Language language)
    {
        var all = sections.Value.Zip(TaskGrammar.Probabilities(sections.Value, Split.Train)).SelectMany(s =>
            s.First.Grammar.All(language).Select(d => (Mention: Of(s.First.Grammar, language, d), P: s.Second * Math.Pow(2, -d.Bits)))).ToList();
        double right = 0;
        foreach (var same in all.GroupBy(m => m.Mention.Text))
            foreach (int word in Enumerable.Range(0, same.First().Mention.Words.Count))
                right += same.GroupBy(m => m.Mention.Tags[word]).Max(g => g.Key == "O" ? 0 : g.Sum(m => m.P));
        return right / all.Sum(m => m.P * m.Mention.Tags.Count(t => t != "O"));
    }

    private static Mention Of(WorldGrammar grammar, Language language, Document document)
    {
        var words = grammar.Tagged(document.Trace, language).ToList();
        return new(language, [.. words.Select(w => w.Word)], [.. words.Select(w => w.List is null ? "O" : $"{(w.Place == 0 ? "B" : "I")}-{Kind(w.List)}")]);
    }

    private static string Kind(string list) => list switch { "place" => "LOC", "company" => "ORG", _ => "PER" };
}
