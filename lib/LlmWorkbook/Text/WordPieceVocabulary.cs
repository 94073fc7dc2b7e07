using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace LlmWorkbook.Text;

/// <summary>A WordPiece vocabulary: what <see cref="WordPieceTrainer"/> learns, tokenizer files keep and <see cref="ToTokenizer"/> encodes with.</summary>
public sealed record WordPieceVocabulary
{
    /// <summary>The tokens in the order of their ids.</summary>
    public required IReadOnlyList<string> Tokens { get; init; }

    /// <summary>Texts that are one token wherever they stand; <see cref="UnknownToken"/> is one of them.</summary>
    public required IReadOnlyList<string> SpecialTokens { get; init; }

    /// <summary>Marks a piece that does not begin a word. Empty: a piece has one form, at the start of a word and inside.</summary>
    public string ContinuingPrefix { get; init; } = "##";

    /// <summary>Stands for a word that the vocabulary cannot spell.</summary>
    public string UnknownToken { get; init; } = "[UNK]";

    /// <summary>What a word is.</summary>
    public Regex PreTokenisation { get; init; } = WordPattern.Regex;

    /// <summary>Number of tokens V.</summary>
    public int Size => Tokens.Count;

    /// <summary>
    /// The tokenizer of this vocabulary. Decoding gives the normalized text: <see cref="SpacedWords"/>. Without a continuing prefix
    /// the pieces are put together as they are, so the pre-tokenisation should leave the spaces in the words, as GPT-2's does.
    /// </summary>
    public WordPieceTokenizer ToTokenizer()
    {
        var special = new OrderedDictionary<string, int>(SpecialTokens.OrderByDescending(t => t.Length).Select(t => KeyValuePair.Create(t, Tokens.Index().First(i => i.Item == t).Index)));
        var words = new RegexPreTokenizer(PreTokenisation, special);
        using var lines = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', Tokens)));
        return WordPieceTokenizer.Create(lines, new WordPieceOptions
        {
            PreTokenizer = words,
            Normalizer = ContinuingPrefix.Length == 0 ? new SpacesOnly() : new SpacedWords(words),
            SpecialTokens = special,
            UnknownToken = UnknownToken,
            ContinuingSubwordPrefix = ContinuingPrefix,
        });
    }
}
