namespace LlmWorkbook.Kernel.Jupyter;

/// <summary>Places in a text: Jupyter counts code points, .NET counts UTF-16 units.</summary>
internal static class CodePoints
{
    /// <summary>UTF-16 units before a code point; places outside of the text become its ends.</summary>
    public static int ToUtf16(string text, int codePoints)
    {
        var at = 0;
        for (; codePoints > 0 && at < text.Length; codePoints--)
            at += IsPair(text, at) ? 2 : 1;
        return at;
    }

    /// <summary>Code points before a UTF-16 unit.</summary>
    public static int FromUtf16(string text, int units)
    {
        var count = 0;
        for (var at = 0; at < Math.Min(units, text.Length); count++)
            at += IsPair(text, at) ? 2 : 1;
        return count;
    }

    private static bool IsPair(string text, int at) => at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]);
}
