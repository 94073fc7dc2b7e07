using System.Runtime.InteropServices;
using Microsoft.ML.Tokenizers;

namespace LlmWorkbook.Text;

/// <summary>Cuts texts into pieces and counts the different ones: what both trainers learn from.</summary>
internal static class WordCounts
{
    public static Dictionary<string, long> Of(IEnumerable<string> texts, Normalizer normalizer, PreTokenizer preTokenizer, IEnumerable<string> leftOut)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var lookup = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (string text in texts)
        {
            string normalized = normalizer.Normalize(text);
            foreach (var (offset, length) in preTokenizer.PreTokenize(normalized))
                CollectionsMarshal.GetValueRefOrAddDefault(lookup, normalized.AsSpan(offset, length), out _)++;
        }
        foreach (string text in leftOut)
            counts.Remove(text);
        return counts;
    }
}
