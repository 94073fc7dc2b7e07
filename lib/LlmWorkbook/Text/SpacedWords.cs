using System.Text;
using Microsoft.ML.Tokenizers;

namespace LlmWorkbook.Text;

/// <summary>
/// The form of a text that WordPiece can give back: its words with one space between them, none before . , ! ? and ', which is how
/// the tokenizer's Decode puts them together. Half a surrogate pair becomes U+FFFD.
/// </summary>
/// <param name="words">What a word is.</param>
public sealed class SpacedWords(PreTokenizer words) : Normalizer
{
    private static readonly WellFormedText WellFormed = new([]);

    /// <inheritdoc/>
    public override string Normalize(string original)
    {
        string text = WellFormed.Normalize(original);
        var spaced = new StringBuilder(text.Length);
        foreach (var (offset, length) in words.PreTokenize(text))
        {
            if (spaced.Length > 0 && text[offset] is not ('.' or ',' or '!' or '?' or '\''))
                spaced.Append(' ');
            spaced.Append(text, offset, length);
        }
        return spaced.ToString();
    }

    /// <inheritdoc/>
    public override string Normalize(ReadOnlySpan<char> original) => Normalize(original.ToString());
}
