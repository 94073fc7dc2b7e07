using System.Text;
using System.Text.RegularExpressions;

namespace LlmWorkbook.Text;

/// <summary>One merge of the training: the pair, in <see cref="ByteCharacters"/>, and how often it stood in the text.</summary>
public sealed record BpeMerge(string Left, string Right, long Count);

/// <summary>
/// Learns a byte-level BPE vocabulary (Sennrich et al. 2016, algorithm 1, on bytes as in GPT-2): every byte is a token, then, again
/// and again, the most frequent pair of neighbours in a piece becomes one. Of equally frequent pairs the greatest is taken, compared
/// as pairs of byte strings, so the same texts give the same vocabulary everywhere. Pairs are counted once and then kept up to date:
/// a merge visits only the pieces that hold it.
/// </summary>
public sealed class BpeTrainer
{
    private readonly IReadOnlyList<string> specialTokens;
    private readonly Regex preTokenisation;
    private readonly List<byte[]> tokens = [.. Enumerable.Range(0, 256).Select(b => new[] { (byte)b })];
    private readonly Dictionary<string, int> ids = [];
    private readonly OrderedDictionary<(string Left, string Right), long> merges = [];
    private readonly PairCounts pairs;
    private readonly MostFrequentPair mostFrequent;

    /// <summary>Reads the texts; <see cref="Step"/> does the rest.</summary>
    /// <param name="texts">Documents; nothing is merged from one into the next.</param>
    /// <param name="specialTokens">They get the first ids, and what they cut off on either side is never merged with them.</param>
    /// <param name="preTokenisation">What a piece looks like; GPT-2's when null.</param>
    public BpeTrainer(IEnumerable<string> texts, IReadOnlyList<string>? specialTokens = null, Regex? preTokenisation = null)
    {
        this.specialTokens = specialTokens ?? [];
        if (this.specialTokens.Distinct().Count() != this.specialTokens.Count || this.specialTokens.Contains(""))
            throw new WorkbookException("The special tokens must be different from each other and not empty; list each one once.");
        this.preTokenisation = preTokenisation ?? Gpt2Pattern.Regex;
        var empty = Vocabulary.ToTokenizer();
        var counts = WordCounts.Of(texts, empty.Normalizer!, empty.PreTokenizer!, this.specialTokens);
        for (int b = 0; b < 256; b++)
            ids.Add(ByteCharacters.FromBytes(tokens[b]), b);
        pairs = new(counts.Select(c => (Array.ConvertAll(Encoding.UTF8.GetBytes(c.Key), b => (int)b), c.Value)));
        mostFrequent = new(pairs, tokens);
    }

    /// <summary>The vocabulary so far: special tokens, bytes, merges, in this order.</summary>
    public BpeVocabulary Vocabulary => new()
    {
        Ids = new OrderedDictionary<string, int>(specialTokens.Concat(tokens.Select(t => ByteCharacters.FromBytes(t))).Select((token, id) => KeyValuePair.Create(token, id))),
        Merges = [.. merges.Keys],
        SpecialTokens = specialTokens,
        PreTokenisation = preTokenisation,
    };

    /// <summary>A whole training.</summary>
    /// <param name="texts">Documents.</param>
    /// <param name="vocabularySize">Tokens V, special ones and the 256 bytes included; there are fewer when no pair is left that stands in the texts twice.</param>
    /// <param name="specialTokens">They get the ids 0, 1, 2 …</param>
    /// <param name="preTokenisation">What a piece looks like; GPT-2's when null.</param>
    /// <exception cref="WorkbookException">The size has no room for the bytes and special tokens.</exception>
    public static BpeVocabulary Train(IEnumerable<string> texts, int vocabularySize, IReadOnlyList<string>? specialTokens = null, Regex? preTokenisation = null)
    {
        Check.AtLeast(vocabularySize, 256 + (specialTokens?.Count ?? 0), "The vocabulary's size");
        var trainer = new BpeTrainer(texts, specialTokens, preTokenisation);
        while (trainer.tokens.Count + trainer.specialTokens.Count < vocabularySize && trainer.Step() is not null)
        {
        }
        return trainer.Vocabulary;
    }

    /// <summary>Merges the most frequent pair.</summary>
    /// <returns>The merge, or null when no pair is left that stands in the texts twice.</returns>
    public BpeMerge? Step()
    {
        while (mostFrequent.Find() is { Count: > 1 } best)
        {
            var merge = Describe(best);
            // "ab" + "c" and "a" + "bc" are two ways to one token.
            if (!ids.TryGetValue(merge.Left + merge.Right, out int merged))
            {
                ids.Add(merge.Left + merge.Right, merged = tokens.Count);
                tokens.Add([.. tokens[best.Left], .. tokens[best.Right]]);
            }
            pairs.Merge(best, merged);
            // The second way brings back pairs that were merged before; the encoder merges them without being told again.
            if (merges.TryAdd((merge.Left, merge.Right), merge.Count))
                return merge;
        }
        return null;
    }

    /// <summary>The pairs that would be merged next if each stayed as frequent as it is, the most frequent first.</summary>
    public IReadOnlyList<BpeMerge> MostFrequentPairs(int count) => [.. mostFrequent.InOrder().Take(count).Select(Describe)];

    private BpeMerge Describe(TokenPair pair) =>
        new(ByteCharacters.FromBytes(tokens[pair.Left]), ByteCharacters.FromBytes(tokens[pair.Right]), pair.Count);
}
