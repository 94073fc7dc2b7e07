using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LlmWorkbook.Text;

/// <summary>
/// GPT-2's pre-tokenisation: English contractions, and runs of letters, of digits and of other signs, each with the space before
/// it. Radford et al. 2019, section 2.2 and encoder.py of their release.
/// </summary>
public static class Gpt2Pattern
{
    /// <summary>The pattern as it stands in tokenizer files, for engines that read code points.</summary>
    public const string Portable = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    /// <summary>The same for .NET's engine, which reads UTF-16: letters and digits beyond U+FFFF are spelt out as surrogate pairs.</summary>
    public static string Text { get; } = Spell();

    /// <summary><see cref="Text"/>, ready to use.</summary>
    public static Regex Regex { get; } = new(Text, RegexOptions.Compiled | RegexOptions.CultureInvariant);

    /// <summary>A pattern for .NET of one for engines that read code points: GPT-2's part of it is spelt out, the rest kept.</summary>
    public static string FromPortable(string pattern) => pattern.Replace(Portable, Text, StringComparison.Ordinal);

    /// <summary>The way back.</summary>
    public static string ToPortable(string pattern) => pattern.Replace(Text, Portable, StringComparison.Ordinal);

    private static string Spell()
    {
        string letters = Pairs(rune => Rune.IsLetter(rune)), digits = Pairs(rune => Rune.IsNumber(rune));
        return $@"'s|'t|'re|'ve|'m|'ll|'d| ?(?:\p{{L}}|{letters})+| ?(?:\p{{N}}|{digits})+"
            + $@"| ?(?:[^\s\p{{L}}\p{{N}}\uD800-\uDFFF]|(?!{letters}|{digits})[\uD800-\uDFFF])+|\s+(?!\S)|\s+";
    }

    /// <summary>The surrogate pairs of all characters of a kind: for each run of high halves the low halves that go with them.</summary>
    private static string Pairs(Predicate<Rune> isOfKind)
    {
        var branches = new Dictionary<string, List<int>>();
        for (int high = 0xD800; high <= 0xDBFF; high++)
        {
            var low = new StringBuilder();
            for (int i = 0, start = -1; i <= 0x400; i++)
            {
                bool isIn = i < 0x400 && isOfKind(new Rune((char)high, (char)(0xDC00 + i)));
                if (isIn && start < 0)
                    start = i;
                if (!isIn && start >= 0)
                {
                    low.Append(CultureInfo.InvariantCulture, $@"\u{0xDC00 + start:X4}-\u{0xDC00 + i - 1:X4}");
                    start = -1;
                }
            }
            if (low.Length == 0)
                continue;
            if (!branches.TryGetValue(low.ToString(), out var highs))
                branches[low.ToString()] = highs = [];
            highs.Add(high);
        }
        return $"(?:{string.Join('|', branches.Select(b => $"[{string.Concat(b.Value.Select(h => $@"\u{h:X4}"))}][{b.Key}]"))})";
    }
}
