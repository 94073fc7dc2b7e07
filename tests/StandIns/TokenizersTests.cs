using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace LlmWorkbook.StandIns.Tests;

/// <summary>Microsoft.ML.Tokenizers 2.0.0: the behaviour of each member that the workbook uses.</summary>
public class TokenizersTests
{
    private static readonly Regex Gpt2 = new(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+");
    private static readonly Dictionary<string, int> Special = new() { ["<|end|>"] = 0 };

    [Fact]
    public void TheFirstMergeOfTheListGoesFirstAndTheLeftmostOfTwo()
    {
        var tokenizer = Bpe(["b c", "a b", "a a", "aa a"]);

        Assert.Equal(["a", "bc"], Texts(tokenizer, "abc"));
        Assert.Equal(["aa", "aa"], Texts(tokenizer, "aaaa"));
        Assert.Equal(["aaa", "bc"], Texts(tokenizer, "aaabc"));
    }

    [Fact]
    public void APieceIsItsBytesAndASpaceIsWrittenAsGpt2Writes()
    {
        var tokenizer = Bpe(["Ġ a"]);

        Assert.Equal(["Ġa", "Ġ", "b", "Ċ"], Texts(tokenizer, " a b\n"));
        Assert.Equal(["ä", "¸", "Ń"], Texts(tokenizer, "中"));
        Assert.Equal([1 + 'h', 1 + 'i'], tokenizer.EncodeToIds("hi"));
    }

    [Fact]
    public void LongPiecesAreMergedAsShortOnesAre()
    {
        var tokenizer = Bpe(["a b", "ab ab", "abab abab"]);

        Assert.Equal(Enumerable.Repeat("abababab", 50).Append("ab"), Texts(tokenizer, string.Concat(Enumerable.Repeat("ab", 201))));
    }

    [Fact]
    public void SpecialTokensAreFoundFirstAndAreOneId()
    {
        var tokenizer = Bpe(["a <"]);

        Assert.Equal([1 + 'a', 0, 1 + 'b'], tokenizer.EncodeToIds("a<|end|>b"));
        Assert.Equal("a<|end|>b", tokenizer.Decode([1 + 'a', 0, 1 + 'b']));
        Assert.Equal("ab", tokenizer.Decode([1 + 'a', 0, 1 + 'b'], considerSpecialTokens: false));
        // The pattern sees the stretch before a special token as the whole text: both spaces are one piece.
        Assert.Equal(["ĠĠ", "<|end|>"], Texts(Bpe(["Ġ Ġ"]), "  <|end|>"));
    }

    [Fact]
    public void OffsetsAreThoseOfTheCharacterAByteBelongsTo()
    {
        var tokens = Bpe(["a b"]).EncodeToTokens("ab 中", out var normalized);

        Assert.Equal("ab 中", normalized);
        Assert.Equal([0..2, 2..3, 3..4, 3..4, 3..4], tokens.Select(t => t.Offset));
    }

    [Fact]
    public void UnknownIdsAreLeftOutAndAPartOfACharacterIsAReplacementCharacter()
    {
        var tokenizer = Bpe([]);

        Assert.Equal("hi", tokenizer.Decode([1 + 'h', 99_999, 1 + 'i']));
        Assert.Equal("\uFFFD", tokenizer.Decode(tokenizer.EncodeToIds("中").Take(2)));
        Assert.Equal("中", tokenizer.Decode(tokenizer.EncodeToIds("中")));
    }

    [Fact]
    public void TheNormalizerComesFirst()
    {
        var tokenizer = BpeTokenizer.Create(Options([], normalizer: new Upper()));

        Assert.Equal([1 + 'H', 1 + 'I'], tokenizer.EncodeToIds("hi"));
        Assert.Equal([1 + 'h', 1 + 'i'], tokenizer.EncodeToIds("hi", considerNormalization: false));
        tokenizer.EncodeToTokens("hi", out var normalized);
        Assert.Equal("HI", normalized);
    }

    [Fact]
    public void WithoutAPreTokenizerWordsAreCutOutAndSpacesLost()
    {
        var options = Options([]);
        options.PreTokenizer = null;
        var tokenizer = BpeTokenizer.Create(options);

        Assert.Equal("Helloworld", tokenizer.Decode(tokenizer.EncodeToIds("Hello world")));
    }

    [Fact]
    public void CountsAndEmptyTexts()
    {
        var tokenizer = Bpe(["a b"]);

        Assert.Equal(2, tokenizer.CountTokens("abc"));
        Assert.Empty(tokenizer.EncodeToIds(""));
        Assert.Equal("", tokenizer.Decode([]));
    }

    [Fact]
    public void AMergeOfUnknownTokensIsRefused()
    {
        Assert.Throws<InvalidOperationException>(() => Bpe(["zz y"], known: []));
        Assert.Throws<InvalidOperationException>(() => Bpe(["ab"], known: []));
        Assert.Throws<InvalidOperationException>(() => BpeTokenizer.Create(new BpeOptions([])));
    }

    [Fact]
    public void WordPieceTakesTheLongestPieceFromTheLeft()
    {
        var tokenizer = WordPiece("[UNK]\n[MASK]\nun\n##aff\n##able\n##a\nable\n.\n中国");

        Assert.Equal([2, 3, 4], tokenizer.EncodeToIds("unaffable"));
        Assert.Equal([0, 6], tokenizer.EncodeToIds("unknown able"));
        Assert.Equal([1, 8], tokenizer.EncodeToIds("[MASK] 中国"));
        Assert.Equal("unaffable able. [MASK]", tokenizer.Decode([2, 3, 4, 6, 7, 1]));
        Assert.Equal("able", tokenizer.Decode([1, 6], skipSpecialTokens: true));
        Assert.Equal([0], tokenizer.EncodeToIds(new string('a', 101)));
        Assert.Equal([0..2, 2..5, 5..9], tokenizer.EncodeToTokens("unaffable", out _).Select(t => t.Offset));
    }

    [Fact]
    public void WordPieceNeedsItsUnknownToken() => Assert.Throws<ArgumentException>(() => WordPiece("a\nb"));

    private static BpeTokenizer Bpe(string[] merges, string[]? known = null) => BpeTokenizer.Create(Options(merges, known));

    /// <summary>0 is the special token, 1 to 256 are the bytes, then what the merges give.</summary>
    private static BpeOptions Options(string[] merges, string[]? known = null, Normalizer? normalizer = null)
    {
        int unprintable = 0;
        var bytes = Enumerable.Range(0, 256).Select(b => ((char)(b is (> ' ' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE ? b : 0x100 + unprintable++)).ToString());
        var tokens = Special.Keys.Concat(bytes).Concat(known ?? [.. merges.Select(m => m.Replace(" ", ""))]);
        return new BpeOptions(tokens.Select((token, id) => KeyValuePair.Create(token, id)))
        {
            ByteLevel = true,
            Merges = merges,
            SpecialTokens = Special,
            PreTokenizer = new RegexPreTokenizer(Gpt2, Special),
            Normalizer = normalizer,
        };
    }

    private static WordPieceTokenizer WordPiece(string vocabulary) =>
        WordPieceTokenizer.Create(new MemoryStream(Encoding.UTF8.GetBytes(vocabulary)), new WordPieceOptions { SpecialTokens = new Dictionary<string, int> { ["[MASK]"] = 1 } });

    private static string[] Texts(Tokenizer tokenizer, string text) => [.. tokenizer.EncodeToTokens(text, out _).Select(t => t.Value)];

    private sealed class Upper : Normalizer
    {
        public override string Normalize(string original) => original.ToUpperInvariant();

        public override string Normalize(ReadOnlySpan<char> original) => Normalize(original.ToString());
    }
}
