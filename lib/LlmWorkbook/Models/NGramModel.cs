namespace LlmWorkbook.Models;

/// <summary>
/// What can be said of the next token from the n - 1 before it, by counting. Longer contexts lean on shorter ones (Jelinek and Mercer
/// 1980, with the weight of Witten and Bell 1991): p(w | h) = (c(h w) + d(h) p(w | h')) / (c(h) + d(h)), where d(h) is the number of
/// different tokens seen behind h and h' is h without its first token; without any context all V tokens are equally likely.
/// </summary>
public sealed class NGramModel
{
    private readonly int order;
    private readonly int vocabularySize;
    private readonly Dictionary<(int, int), (int Count, Dictionary<int, int> Next)>[] counts;

    /// <summary>Counts the documents.</summary>
    /// <param name="documents">Token ids, what ends a document included.</param>
    /// <param name="order">n: 1 for unigrams, 2 for bigrams, 3 for trigrams.</param>
    /// <param name="vocabularySize">Number of tokens, V.</param>
    public NGramModel(IEnumerable<int[]> documents, int order, int vocabularySize)
    {
        (this.order, this.vocabularySize) = (Check.Within(order, 1, 3), vocabularySize);
        counts = [.. Enumerable.Range(0, order).Select(_ => new Dictionary<(int, int), (int, Dictionary<int, int>)>())];
        foreach (int[] document in documents)
            for (int t = 0; t < document.Length; t++)
                for (int context = 0; context < order; context++)
                {
                    var key = Key(document, t, context);
                    var (count, next) = counts[context].GetValueOrDefault(key, (0, []));
                    next[document[t]] = next.GetValueOrDefault(document[t]) + 1;
                    counts[context][key] = (count + 1, next);
                }
    }

    /// <summary>Mean -log p of the documents' tokens, in nats.</summary>
    public double Loss(IEnumerable<int[]> documents)
    {
        double sum = 0;
        long tokens = 0;
        foreach (int[] document in documents)
        {
            for (int t = 0; t < document.Length; t++)
                sum -= Math.Log(Probability(document, t));
            tokens += document.Length;
        }
        return sum / tokens;
    }

    private double Probability(int[] document, int t)
    {
        double p = 1.0 / vocabularySize;
        for (int context = 0; context < order; context++)
        {
            if (!counts[context].TryGetValue(Key(document, t, context), out var seen))
                break;
            p = (seen.Next.GetValueOrDefault(document[t]) + seen.Next.Count * p) / (seen.Count + seen.Next.Count);
        }
        return p;
    }

    /// <summary>The tokens before position <paramref name="t"/>; -1 stands before the document.</summary>
    private static (int, int) Key(int[] document, int t, int context) =>
        (context > 1 ? At(document, t - 2) : -2, context > 0 ? At(document, t - 1) : -2);

    private static int At(int[] document, int t) => t < 0 ? -1 : document[t];
}
