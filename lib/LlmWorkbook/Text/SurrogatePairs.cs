using System.Globalization;
using System.Text;

namespace LlmWorkbook.Text;

/// <summary>.NET's regular expressions read UTF-16: this spells the characters beyond U+FFFF that \p{…} would mean as pairs of halves.</summary>
internal static class SurrogatePairs
{
    /// <summary>A pattern of all characters of a kind beyond U+FFFF: for each set of high halves the low halves that go with them.</summary>
    public static string Pattern(Predicate<Rune> isOfKind)
    {
        var branches = new OrderedDictionary<string, StringBuilder>();
        for (int high = 0xD800; high <= 0xDBFF; high++)
        {
            string low = LowHalves((char)high, isOfKind);
            if (low.Length == 0)
                continue;
            if (!branches.TryGetValue(low, out var highs))
                branches.Add(low, highs = new());
            highs.Append(CultureInfo.InvariantCulture, $@"\u{high:X4}");
        }
        return $"(?:{string.Join('|', branches.Select(b => $"[{b.Value}][{b.Key}]"))})";
    }

    private static string LowHalves(char high, Predicate<Rune> isOfKind)
    {
        var ranges = new StringBuilder();
        int start = -1;
        for (int i = 0; i <= 0x400; i++)
        {
            bool isIn = i < 0x400 && isOfKind(new Rune(high, (char)(0xDC00 + i)));
            if (isIn && start < 0)
                start = i;
            if (isIn || start < 0)
                continue;
            ranges.Append(CultureInfo.InvariantCulture, $@"\u{0xDC00 + start:X4}-\u{0xDC00 + i - 1:X4}");
            start = -1;
        }
        return ranges.ToString();
    }
}
