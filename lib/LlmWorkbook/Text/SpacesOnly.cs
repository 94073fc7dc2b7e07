using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace LlmWorkbook.Text;

/// <summary>Every white-space character as a space: a vocabulary that is kept one token a line can hold no other. Half a surrogate pair becomes U+FFFD.</summary>
public sealed partial class SpacesOnly : Normalizer
{
    private static readonly WellFormedText WellFormed = new([]);

    /// <inheritdoc/>
    public override string Normalize(string original) => WhiteSpace().Replace(WellFormed.Normalize(original), " ");

    /// <inheritdoc/>
    public override string Normalize(ReadOnlySpan<char> original) => Normalize(original.ToString());

    [GeneratedRegex(@"\s")]
    private static partial Regex WhiteSpace();
}
