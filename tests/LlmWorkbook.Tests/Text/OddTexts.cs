using LlmWorkbook.Data;

namespace LlmWorkbook.Tests.Text;

/// <summary>Texts that tokenizers go wrong on: written by hand, and put together at random from such parts.</summary>
internal static class OddTexts
{
    private static readonly string[] Parts =
    [
        "the", " The", "HELLO", "tokenizer", " capital of China is", "I'll we've don't it's I'd y'all's", "'", "’s", "naïve café", "Straße", "ǅ",
        "7", " 42", "3.14", "2024-11-24", "½²Ⅷ٣", "𝟘𝟙", "١٢٣", ".", ",", "!?", "...", "-->", "$%^&*()", "\\", "\"", "`", "~", "_", "#", "##ing",
        " ", "  ", "     ", "\n", "\n\n", "\r\n", "\t", "\t \t", "\v\f", "\u00A0", "\u3000", "\u2003\u2009", "\u2028", "\u202F", "\u1680", "\u0085",
        "\0", "\u0001", "\u001F", "\u007F", "\u009F", "\u200B", "\u200D", "\uFEFF", "\u202E", "\u00AD", "\uFFFD", "\uFFFF", "\uE000", "\u180E",
        "e\u0301", "Z\u0351\u036B\u0343a\u0334l\u0321g\u0321o\u0335", "नमस्ते", "สวัสดี", "á̧", "\u0301", "\u20D0",
        "😀", "👩‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇨🇳", "❤️", "🀄", "©™",
        "北京", "中国", "北京是中国的首都。", "今天天气很好", "，", "？！", "「日本語」", "ひらがなカタカナ", "한국어", "𠀀𠮷", "𝒜𝔅", "𐐷", "𞤀",
        "العربية", "עברית", "Привет", "Ελληνικά", "ﬁ", "Ａｂｃ",
        "\uD83D", "\uDE00", "\uDE00\uD83D", "a\uD800b",
    ];

    private static readonly string[] ByHand =
    [
        "", " ", "\n", "a", "Hello world", "  leading and trailing  ", "one  two   three    four", "tabs\tand\nlines\r\nhere", "'s't're've'm'll'd", "'S 'LL", "don't  'til",
        "x = a[i] + 1; // comment\n\treturn x;\n", "https://example.org/a?b=c&d=%20", "name@example.org", "123456789012345678901234567890",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "hahahahahahahahahaha", "\n\n\n\n\n\n\n\n", "                ",
        " \n \n ", "a \n", "\u3000\u3000中国", "中国 北京", "The [MASK] of China is [MASK].", " [MASK]", "[MASK] [MASK]", "北京是[MASK]的首都", "  [MASK]\n\n[MASK]  ",
        "<|endoftext|>", "a<|endoftext|>b", "<|endoftext", "|<|end|>|", "[UNK] [CLS]x[SEP]", "\0", "\uD800", "\uDC00\uD800", "😀😀😀", "e\u0301e\u0301", "A\u030A", "\uFEFFbom",
    ];

    /// <summary>The same texts at every call.</summary>
    public static IReadOnlyList<string> All(int count = 10_000)
    {
        var random = new SplitMix64(4);
        return [.. ByHand.Concat(Parts).Concat(Enumerable.Repeat(0, count).Select(_ => Random(random))).Take(count)];
    }

    private static string Random(SplitMix64 random) => string.Concat(Enumerable.Repeat(0, 1 + random.Next(12)).Select(_ => random.Next(8) switch
    {
        0 => ((char)random.Next(0x10000)).ToString(),
        1 => " ",
        _ => Parts[random.Next(Parts.Length)],
    }));
}
