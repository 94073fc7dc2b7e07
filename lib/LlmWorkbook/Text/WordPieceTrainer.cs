using System.Text.RegularExpressions;

namespace LlmWorkbook.Text;

/// <summary>
/// Learns a WordPiece vocabulary (Schuster and Nakajima 2012, section 4): every character is a token, with a prefix when it does not
/// begin a word; then, again and again, the pair becomes one token that makes the text likeliest under a model that draws tokens
/// one by one: count(ab) · ln(N count(ab) / (count(a) count(b))), N tokens in all. Of pairs with equal scores the greatest is taken.
/// </summary>
public static class WordPieceTrainer
{
    /// <summary>A whole training.</summary>
    /// <param name="texts">Documents.</param>
    /// <param name="vocabularySize">Tokens V, special ones and characters included; there are fewer when no pair is left that occurs twice.</param>
    /// <param name="specialTokens">They get the ids 0, 1, 2 …; [UNK] is put before them if it is not one of them.</param>
    /// <param name="preTokenisation">What a word is; <see cref="WordPattern"/> when null, or GPT-2's pattern without a prefix.</param>
    /// <param name="continuingPrefix">Marks a piece that does not begin a word; "" for pieces of one form.</param>
    /// <exception cref="WorkbookException">The size has no room for the characters and special tokens.</exception>
    public static WordPieceVocabulary Train(IEnumerable<string> texts, int vocabularySize, IReadOnlyList<string>? specialTokens = null, Regex? preTokenisation = null, string continuingPrefix = "##")
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
        List<string> tokens = [.. words.Keys.SelectMany(w => Characters(w, continuingPrefix)).Distinct().Order(StringComparer.Ordinal)];
        Check.AtLeast(vocabularySize, vocabulary.SpecialTokens.Count + tokens.Count, "The vocabulary's size");

        var ids = tokens.Index().ToDictionary(t => t.Item, t => t.Index);
        var pairs = new PairCounts(words.Select(w => (Characters(w.Key, continuingPrefix).Select(c => ids[c]).ToArray(), w.Value)));
        var likeliest = new LikeliestPair(pairs, tokens);
        while (tokens.Count + vocabulary.SpecialTokens.Count < vocabularySize && likeliest.Find() is { } best)
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
}
