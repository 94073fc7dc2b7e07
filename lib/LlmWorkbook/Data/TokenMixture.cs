namespace LlmWorkbook.Data;

/// <summary>A corpus in a mixture.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Documents">Token ids of each document, without special tokens.</param>
/// <param name="Weight">Its share of the mixture's tokens, beside the other sources' weights.</param>
public sealed record MixtureSource(string Name, IReadOnlyList<int[]> Documents, double Weight)
{
    /// <summary>Tokens of all documents, an end token after each.</summary>
    public long Tokens => Documents.Sum(d => d.Length + 1L);
}

/// <summary>
/// Training text from several corpora, each with a share of its own, whatever its size (Brown et al. 2020, section 2.2): small good ones
/// are read several times while large poor ones are read in part. Documents follow each other with an end token between; each corpus is
/// read through, in a new order every time, before a document returns.
/// </summary>
public sealed class TokenMixture
{
    /// <summary>Draws <paramref name="tokens"/> tokens.</summary>
    /// <param name="sources">The corpora and their weights.</param>
    /// <param name="tokens">Length of the text; the last document may be cut.</param>
    /// <param name="end">Id of the token that ends a document.</param>
    /// <param name="seed">Fixes the order of documents.</param>
    /// <exception cref="WorkbookException">A weight is negative, all are zero, or a source with weight has no document.</exception>
    public TokenMixture(IReadOnlyList<MixtureSource> sources, int tokens, int end, long seed)
    {
        double sum = sources.Sum(s => s.Weight);
        if (sources.Any(s => !(s.Weight >= 0)) || !(sum > 0))
            throw new WorkbookException("The weights of a mixture must not be negative, and one must be above 0; check the sources' weights.");
        if (sources.FirstOrDefault(s => s.Weight > 0 && s.Documents.Count == 0) is { } empty)
            throw new WorkbookException($"The source '{empty.Name}' has a weight but no document; give it one, or the weight 0.");

        Sources = sources;
        var (text, drawn) = (new List<int>(tokens), new long[sources.Count]);
        var readers = sources.Select((s, i) => Endlessly(s.Documents, seed, i).GetEnumerator()).ToList();
        while (text.Count < tokens)
        {
            // The source that is furthest behind its share comes next.
            int next = Enumerable.Range(0, sources.Count).Where(i => sources[i].Weight > 0).MaxBy(i => sources[i].Weight / sum * (text.Count + 1) - drawn[i]);
            readers[next].MoveNext();
            int before = text.Count;
            text.AddRange(readers[next].Current);
            text.Add(end);
            if (text.Count > tokens)
                text.RemoveRange(tokens, text.Count - tokens);
            drawn[next] += text.Count - before;
        }
        Tokens = [.. text];
        Drawn = drawn;
    }

    /// <summary>The corpora.</summary>
    public IReadOnlyList<MixtureSource> Sources { get; }

    /// <summary>The text.</summary>
    public int[] Tokens { get; }

    /// <summary>How many of its tokens come from each source.</summary>
    public IReadOnlyList<long> Drawn { get; }

    /// <summary>How many times each source was read: tokens drawn over its size.</summary>
    public IReadOnlyList<double> Epochs => [.. Sources.Select((s, i) => Drawn[i] == 0 ? 0 : (double)Drawn[i] / s.Tokens)];

    private static IEnumerable<int[]> Endlessly(IReadOnlyList<int[]> documents, long seed, int source)
    {
        for (long epoch = 0; ; epoch++)
        {
            var random = SplitMix64.At(seed, epoch * 64 + source);
            int[] order = [.. Enumerable.Range(0, documents.Count)];
            for (int i = order.Length - 1; i > 0; i--)
            {
                int j = random.Next(i + 1);
                (order[i], order[j]) = (order[j], order[i]);
            }
            foreach (int i in order)
                yield return documents[i];
        }
    }
}
