using System.Text;

namespace LlmWorkbook.Text;

/// <summary>The units that cleaning counts: words, numbers, and single Chinese characters; case and punctuation do not count.</summary>
public static class Words
{
    /// <summary>The units of <paramref name="text"/> in order, in lower case.</summary>
    public static IReadOnlyList<string> Of(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            bool isHan = Script.IsHan(rune);
            if ((isHan || !Rune.IsLetterOrDigit(rune)) && word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
            if (isHan)
                words.Add(rune.ToString());
            else if (Rune.IsLetterOrDigit(rune))
                word.Append(Rune.ToLowerInvariant(rune));
        }
        if (word.Length > 0)
            words.Add(word.ToString());
        return words;
    }

    /// <summary>True if the text ends like a sentence, in English or Chinese, quotation marks and brackets aside.</summary>
    public static bool EndsSentence(string text) => text.TrimEnd('"', '”', '\'', '’', ')', '）', '」', ' ') is { Length: > 0 } t && ".!?…。！？".Contains(t[^1]);
}
