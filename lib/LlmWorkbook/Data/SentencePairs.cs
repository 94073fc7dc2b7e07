using LlmWorkbook.Text;

namespace LlmWorkbook.Data;

/// <summary>Next-sentence prediction (Devlin et al. 2019): pairs of sentences, half of them neighbours, half from two documents.</summary>
public static class SentencePairs
{
    /// <summary>Cuts a document behind every token that ends a sentence.</summary>
    /// <param name="document">Token ids.</param>
    /// <param name="ends">Tokens that end a sentence: full stops.</param>
    public static int[][] Split(int[] document, IReadOnlySet<int> ends)
    {
        var sentences = new List<int[]>();
        int start = 0;
        for (int i = 0; i < document.Length; i++)
        {
            if (i + 1 < document.Length && !ends.Contains(document[i]))
                continue;
            sentences.Add(document[start..(i + 1)]);
            start = i + 1;
        }
        return [.. sentences];
    }

    /// <summary>Draws pairs; row number n depends on (seed, n) alone.</summary>
    /// <param name="documents">Each document as its sentences; those with a single one give no neighbours and are left out.</param>
    /// <param name="special">Ids of the special tokens.</param>
    /// <param name="count">Pairs to draw.</param>
    /// <param name="seed">Fixes the pairs.</param>
    /// <exception cref="WorkbookException">Fewer than two documents have two sentences.</exception>
    public static EncoderRow[] Draw(IReadOnlyList<int[][]> documents, SpecialTokens special, int count, long seed)
    {
        int[][][] usable = [.. documents.Where(d => d.Length > 1)];
        if (usable.Length < 2)
            throw new WorkbookException($"Next-sentence prediction needs at least two documents of two sentences or more, and there are {usable.Length}; give more.");
        return [.. Enumerable.Range(0, count).Select(n =>
        {
            var random = SplitMix64.At(seed, n);
            int from = random.Next(usable.Length);
            int place = random.Next(usable[from].Length - 1);
            bool isNext = random.Next(2) == 1;
            int other = (from + 1 + random.Next(usable.Length - 1)) % usable.Length; // any but this one
            int[] second = isNext ? usable[from][place + 1] : usable[other][random.Next(usable[other].Length)];
            return EncoderRow.Of(usable[from][place], second, isNext, special);
        })];
    }
}
