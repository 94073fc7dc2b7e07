using System.Text.RegularExpressions;

namespace Microsoft.ML.Tokenizers;

/// <summary>The matches of a regular expression are the pieces; special tokens are found first and are pieces of their own.</summary>
public sealed class RegexPreTokenizer : PreTokenizer
{
    private readonly Regex regex;
    private readonly Regex? special;

    /// <param name="regex">What a piece looks like; it sees the stretch between two special tokens as if that were the whole text.</param>
    /// <param name="specialTokens">Where two of them fit at the same place, the earlier one of the dictionary wins.</param>
    public RegexPreTokenizer(Regex regex, IReadOnlyDictionary<string, int>? specialTokens)
    {
        ArgumentNullException.ThrowIfNull(regex);
        this.regex = regex;
        if (specialTokens is { Count: > 0 })
            special = new Regex(string.Join('|', specialTokens.Keys.Select(Regex.Escape)), RegexOptions.Compiled);
    }

    /// <inheritdoc/>
    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text)
    {
        if (string.IsNullOrEmpty(text))
            return [];
        List<(int, int)> pieces = [];
        int start = 0;
        if (special is not null)
        {
            foreach (var match in special.EnumerateMatches(text))
            {
                AddPieces(text, start, match.Index, pieces);
                pieces.Add((match.Index, match.Length));
                start = match.Index + match.Length;
            }
        }
        AddPieces(text, start, text.Length, pieces);
        return pieces;
    }

    /// <inheritdoc/>
    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => PreTokenize(text.ToString());

    private void AddPieces(string text, int start, int end, List<(int, int)> pieces)
    {
        foreach (var match in regex.EnumerateMatches(text.AsSpan(start, end - start)))
            pieces.Add((start + match.Index, match.Length));
    }
}
