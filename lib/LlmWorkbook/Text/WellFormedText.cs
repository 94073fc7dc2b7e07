using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace LlmWorkbook.Text;

/// <summary>
/// What a byte-level tokenizer does to a text before it cuts it: half a surrogate pair, which UTF-8 cannot say, becomes U+FFFD, and
/// white space before chosen special tokens is dropped (RoBERTa's <c>lstrip</c>).
/// </summary>
/// <param name="stripsSpaceBefore">The special tokens whose leading white space is dropped.</param>
public sealed class WellFormedText(IReadOnlyCollection<string> stripsSpaceBefore) : Normalizer
{
    private readonly Regex? strip = stripsSpaceBefore.Count == 0 ? null
        : new Regex($@"\s+(?={string.Join('|', stripsSpaceBefore.Select(Regex.Escape))})", RegexOptions.Compiled | RegexOptions.CultureInvariant);

    /// <inheritdoc/>
    public override string Normalize(string original)
    {
        string text = IsWellFormed(original) ? original : string.Concat(original.EnumerateRunes());
        return strip is null ? text : strip.Replace(text, "");
    }

    /// <inheritdoc/>
    public override string Normalize(ReadOnlySpan<char> original) => Normalize(original.ToString());

    private static bool IsWellFormed(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return false;
            i++;
        }
        return true;
    }
}
