using System.Text;
using System.Text.RegularExpressions;

namespace LlmWorkbook.Text;

/// <summary>Words and single signs, without the white space: how BERT cuts a text before WordPiece (Devlin et al. 2019).</summary>
public static class WordPattern
{
    /// <summary>The pattern for engines that read code points.</summary>
    public const string Portable = @"[^\s\p{P}\p{S}]+|[\p{P}\p{S}]";

    /// <summary>The same for .NET's engine: signs beyond U+FFFF are spelt out as surrogate pairs.</summary>
    public static string Text { get; } = Spell();

    /// <summary><see cref="Text"/>, ready to use.</summary>
    public static Regex Regex { get; } = new(Text, RegexOptions.Compiled | RegexOptions.CultureInvariant);

    private static string Spell()
    {
        string signs = SurrogatePairs.Pattern(rune => Rune.IsPunctuation(rune) || Rune.IsSymbol(rune));
        return $@"(?:[^\s\p{{P}}\p{{S}}\uD800-\uDFFF]|(?!{signs})[\uD800-\uDBFF][\uDC00-\uDFFF])+|[\p{{P}}\p{{S}}]|{signs}";
    }
}
