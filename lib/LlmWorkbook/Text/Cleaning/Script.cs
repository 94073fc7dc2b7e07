using System.Text;

namespace LlmWorkbook.Text;

/// <summary>
/// Identifies a language by its script: enough for Chinese against English, and never in doubt from the first words on. Languages that
/// share a script need statistics of letter n-grams (Cavnar and Trenkle 1994; fastText's lid.176 is such a model).
/// </summary>
public static class Script
{
    /// <summary>The script of English.</summary>
    public const string Latin = "latin";

    /// <summary>The script of Chinese.</summary>
    public const string Han = "han";

    /// <summary>Neither, or no letter at all.</summary>
    public const string None = "none";

    /// <summary>A Chinese character says about as much as this many Latin letters.</summary>
    private const int LettersPerCharacter = 3;

    /// <summary>The script that carries most of the text: <see cref="Latin"/>, <see cref="Han"/>, or <see cref="None"/> for a text without letters of either.</summary>
    public static string Of(string text)
    {
        var (latin, han) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsHan(rune))
                han += LettersPerCharacter;
            else if (rune.Value < 0x250 && Rune.IsLetter(rune))
                latin++;
        }
        return latin + han == 0 ? None : latin >= han ? Latin : Han;
    }

    /// <summary>The script of most of the lines, each by its length; <see cref="None"/> if no line has one.</summary>
    public static string Main(IEnumerable<string> lines) =>
        lines.Select(l => (Script: Of(l), Length: Words.Of(l).Count)).Where(l => l.Script != None)
            .GroupBy(l => l.Script).OrderByDescending(g => g.Sum(l => l.Length)).ThenBy(g => g.Key, StringComparer.Ordinal)
            .FirstOrDefault()?.Key ?? None;

    /// <summary>True for a Chinese character.</summary>
    public static bool IsHan(Rune rune) => rune.Value is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x323AF) or 0x3007;
}
