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

    /// <summary>The same for .NET's engine: letters and digits beyond U+FFFF are spelt out as surrogate pairs.</summary>
    public static string Text { get; } = Spell();

    /// <summary><see cref="Text"/>, ready to use.</summary>
    public static Regex Regex { get; } = new(Text, RegexOptions.Compiled | RegexOptions.CultureInvariant);

    private static string Spell()
    {
        string letters = SurrogatePairs.Pattern(Rune.IsLetter), digits = SurrogatePairs.Pattern(Rune.IsNumber);
        return $@"'s|'t|'re|'ve|'m|'ll|'d| ?(?:\p{{L}}|{letters})+| ?(?:\p{{N}}|{digits})+"
            + $@"| ?(?:[^\s\p{{L}}\p{{N}}\uD800-\uDFFF]|(?!{letters}|{digits})[\uD800-\uDFFF])+|\s+(?!\S)|\s+";
    }
}
