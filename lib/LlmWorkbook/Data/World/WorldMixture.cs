namespace LlmWorkbook.Data;

/// <summary>
/// What the base model is trained on: stories and sheets of facts, in both languages, mixed at known shares. Which corpus a document is
/// of, is a decision like any other, so the mixture's floor is as exact as each corpus's.
/// </summary>
public sealed class WorldMixture
{
    private readonly IReadOnlyList<MixturePart> parts;
    private readonly double[] shares;

    /// <summary>A mixture of <paramref name="parts"/> by their weights.</summary>
    public WorldMixture(params IReadOnlyList<MixturePart> parts)
    {
        this.parts = parts;
        shares = Weights.Normalised(parts.Select(p => p.Weight));
    }

    /// <summary>Entropy in bits per document, in closed form.</summary>
    public double EntropyBits => Weights.Entropy(shares) + parts.Zip(shares, (part, share) => share * part.Texts * part.Grammar.EntropyBits).Sum();

    /// <summary>Document number <paramref name="index"/>; the same numbers always give the same one.</summary>
    public Document Generate(Split split, long seed, long index)
    {
        // Another stream than that of the grammars, which draw by the same numbers.
        var picker = new Picker(SplitMix64.At(~seed, index * 4 + (int)split));
        var part = parts[picker.Pick("corpus", shares)];
        var texts = Enumerable.Range(0, part.Texts).Select(i => part.Grammar.Generate(part.Language, split, seed, index * part.Texts + i)).ToList();
        bool spaced = part.Language == Language.English;
        return new(
            [.. texts.SelectMany((t, n) => n > 0 && spaced ? t.Words.Skip(1).Prepend(" " + t.Words[0]) : t.Words)],
            picker.Bits + texts.Sum(t => t.Bits),
            [.. picker.Trace, .. texts.SelectMany(t => t.Trace)]);
    }

    /// <summary>The first <paramref name="count"/> documents of a split.</summary>
    public IEnumerable<Document> Documents(Split split, long seed, int count) => Enumerable.Range(0, count).Select(i => Generate(split, seed, i));
}

/// <summary>A corpus in a mixture.</summary>
/// <param name="Grammar">What writes it.</param>
/// <param name="Language">In which language.</param>
/// <param name="Weight">Its share of the documents, relative to the others'.</param>
/// <param name="Texts">How many of the grammar's texts make up one document.</param>
public sealed record MixturePart(WorldGrammar Grammar, Language Language, double Weight, int Texts = 1);
