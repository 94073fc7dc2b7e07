using LlmWorkbook.Text;

namespace LlmWorkbook.Data;

/// <summary>A document of the world with words hidden behind [MASK], and the exact probability of every word that may stand there.</summary>
public sealed class Riddle
{
    private Riddle(EncoderRow row, IReadOnlyList<int> places, IReadOnlyList<IReadOnlyDictionary<string, double>> posteriors, string text) =>
        (Row, Places, Posteriors, Text) = (row, places, posteriors, text);

    /// <summary>The whole document as an encoder reads it, nothing hidden.</summary>
    public EncoderRow Row { get; }

    /// <summary>Which tokens of <see cref="Row"/> are hidden.</summary>
    public IReadOnlyList<int> Places { get; }

    /// <summary>For each hidden token the words that may stand there and their probabilities, given all that is not hidden.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, double>> Posteriors { get; }

    /// <summary>The text with [MASK] in it.</summary>
    public string Text { get; }

    /// <summary>
    /// The least that any model can lose here on average: the sum of -log p of each hidden word under its posterior, in nats. A
    /// masked model guesses each word by itself, so the words' own posteriors count, not their joint one.
    /// </summary>
    public double FloorNats => Places.Zip(Posteriors).Sum(p => -Math.Log(p.Second[WorldTokenizer.Decode([Row.Tokens[p.First]])]));

    /// <summary>Hides words of held-out documents; riddle number n depends on (seed, n) alone.</summary>
    /// <param name="grammar">Stories or facts.</param>
    /// <param name="language">Their language.</param>
    /// <param name="count">How many riddles.</param>
    /// <param name="masks">Words to hide in each, all places equally likely.</param>
    /// <param name="seed">Fixes documents and places.</param>
    public static Riddle[] Draw(WorldGrammar grammar, Language language, int count, int masks, long seed) =>
        [.. grammar.Documents(language, Split.Validation, seed, count).Select((document, n) =>
        {
            var random = SplitMix64.At(seed, n);
            var hidden = new SortedSet<int>();
            while (hidden.Count < Math.Min(masks, document.Words.Count))
                hidden.Add(random.Next(document.Words.Count));
            return Of(grammar, language, document, [.. hidden]);
        })];

    private static Riddle Of(WorldGrammar grammar, Language language, Document document, int[] hidden)
    {
        string text = string.Concat(document.Words.Select((word, i) => !hidden.Contains(i) ? word : word.StartsWith(' ') ? " [MASK]" : "[MASK]"));
        var fillings = grammar.Fill(text, language);
        var posteriors = hidden.Select((_, mask) => (IReadOnlyDictionary<string, double>)fillings
            .GroupBy(f => f.Words[mask]).ToDictionary(words => words.Key, words => words.Sum(f => f.Probability)));
        var row = EncoderRow.Of(WorldTokenizer.Encode(document.Text), WorldTokenizer.Special); // one token a word, behind [CLS]
        return new(row, [.. hidden.Select(i => i + 1)], [.. posteriors], text);
    }
}
