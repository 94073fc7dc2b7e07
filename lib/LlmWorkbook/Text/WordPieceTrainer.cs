using System.Text;
using System.Text.RegularExpressions;

namespace LlmWorkbook.Text;

/// <summary>What makes a pair worth merging.</summary>
public enum WordPieceScore
{
    /// <summary>
    /// How much likelier the text becomes under a model that draws tokens one by one: count(ab) · ln(N count(ab) / (count(a) count(b))),
    /// N tokens in all. Schuster and Nakajima 2012, section 4.
    /// </summary>
    Likelihood,

    /// <summary>count(ab) / (count(a) count(b)): how much oftener than by chance, however rare the pair is.</summary>
    Ratio,
}

/// <summary>
/// Learns a WordPiece vocabulary: every character is a token, with a prefix when it does not begin a word, then the pair with the
/// best score becomes one, again and again. Of pairs with equal scores the greatest is taken, compared by code points.
/// </summary>
public static class WordPieceTrainer
{
    /// <summary>A whole training.</summary>
    /// <param name="texts">Documents.</param>
    /// <param name="vocabularySize">Tokens V, special ones and characters included; there are fewer when no pair is left that occurs twice.</param>
    /// <param name="specialTokens">They get the ids 0, 1, 2 …; [UNK] is put before them if it is not one of them.</param>
    /// <param name="preTokenisation">What a word is; <see cref="WordPattern"/> when null, or GPT-2's pattern without a prefix.</param>
    /// <param name="continuingPrefix">Marks a piece that does not begin a word; "" for pieces of one form.</param>
    /// <param name="score">What makes a pair worth merging.</param>
    /// <exception cref="WorkbookException">The size has no room for the characters and special tokens.</exception>
    public static WordPieceVocabulary Train(IEnumerable<string> texts, int vocabularySize, IReadOnlyList<string>? specialTokens = null, Regex? preTokenisation = null,
        string continuingPrefix = "##", WordPieceScore score = WordPieceScore.Likelihood)
    {
        var vocabulary = new WordPieceVocabulary
        {
            Tokens = [],
            SpecialTokens = specialTokens ?? [],
            PreTokenisation = preTokenisation ?? (continuingPrefix.Length == 0 ? Gpt2Pattern.Regex : WordPattern.Regex),
            ContinuingPrefix = continuingPrefix,
        };
        if (!vocabulary.SpecialTokens.Contains(vocabulary.UnknownToken))
            vocabulary = vocabulary with { SpecialTokens = [vocabulary.UnknownToken, .. vocabulary.SpecialTokens] };
        vocabulary = vocabulary with { Tokens = vocabulary.SpecialTokens };

        var tokenizer = vocabulary.ToTokenizer();
        var words = WordCounts.Of(texts, tokenizer.Normalizer!, tokenizer.PreTokenizer!, vocabulary.SpecialTokens);
        string[] alphabet = [.. words.Keys.SelectMany(w => Characters(w, continuingPrefix)).Distinct().Order(StringComparer.Ordinal)];
        Check.AtLeast(vocabularySize, vocabulary.SpecialTokens.Count + alphabet.Length, "The vocabulary's size");

        var tokens = new List<string>(alphabet);
        var ids = alphabet.Index().ToDictionary(t => t.Item, t => t.Index);
        var pairs = new PairCounts(words.Select(w => (Characters(w.Key, continuingPrefix).Select(c => ids[c]).ToArray(), w.Value)));
        while (tokens.Count + vocabulary.SpecialTokens.Count < vocabularySize && Best(pairs, tokens, score) is { } best)
        {
            string text = tokens[best.Left] + tokens[best.Right][continuingPrefix.Length..];
            if (!ids.TryGetValue(text, out int merged))
            {
                ids.Add(text, merged = tokens.Count);
                tokens.Add(text);
            }
            pairs.Merge(best, merged);
        }
        return vocabulary with { Tokens = [.. vocabulary.SpecialTokens, .. tokens] };
    }

    private static IEnumerable<string> Characters(string word, string prefix) =>
        word.EnumerateRunes().Select((rune, i) => i == 0 ? rune.ToString() : prefix + rune);

    private static TokenPair? Best(PairCounts pairs, List<string> tokens, WordPieceScore score)
    {
        var counts = pairs.TokenCounts;
        double[] logs = score == WordPieceScore.Likelihood ? [.. counts.Select(c => Math.Log(c))] : [];
        double total = Math.Log(counts.Sum());
        TokenPair? best = null;
        double bestScore = 0;
        foreach (var pair in pairs.Pairs)
        {
            // No pair scores more than count · ln N: most need no logarithm.
            if (pair.Count < 2 || (score == WordPieceScore.Likelihood && best is not null && pair.Count * total < bestScore))
                continue;
            double its = score == WordPieceScore.Ratio
                ? pair.Count / ((double)counts[pair.Left] * counts[pair.Right])
                : pair.Count * (Math.Log(pair.Count) + total - logs[pair.Left] - logs[pair.Right]);
            if (best is null || its > bestScore || (its == bestScore && IsGreater(pair, best)))
                (best, bestScore) = (pair, its);
        }
        return best;

        bool IsGreater(TokenPair pair, TokenPair other) =>
            (Utf8(pair.Left).AsSpan().SequenceCompareTo(Utf8(other.Left)), Utf8(pair.Right).AsSpan().SequenceCompareTo(Utf8(other.Right))) is ( > 0, _) or (0, > 0);

        byte[] Utf8(int token) => Encoding.UTF8.GetBytes(tokens[token]);
    }
}
