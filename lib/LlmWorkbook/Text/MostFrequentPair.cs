namespace LlmWorkbook.Text;

/// <summary>
/// Finds the most frequent pair; of equals the one with the greater left, then the greater right byte string. A heap whose stale
/// entries are put right when they come up.
/// </summary>
/// <param name="counts">Changes with each merge.</param>
/// <param name="tokens">The bytes of each token; grows with the merges.</param>
internal sealed class MostFrequentPair(PairCounts counts, List<byte[]> tokens) : IComparer<(TokenPair Pair, long Count)>
{
    private PriorityQueue<TokenPair, (TokenPair Pair, long Count)>? queue;

    /// <summary>The pair to merge next, or null if no two tokens are side by side.</summary>
    public TokenPair? Find()
    {
        queue ??= new(this);
        foreach (var pair in counts.TakeGrown())
            queue.Enqueue(pair, (pair, pair.Count));
        while (queue.TryPeek(out var best, out var entry))
        {
            if (best.Count == entry.Count)
                return best;
            // Some of it has been merged with others meanwhile; what has grown since is queued already.
            queue.Dequeue();
            if (best.Count > 0 && best.Count < entry.Count)
                queue.Enqueue(best, (best, best.Count));
        }
        return null;
    }

    /// <summary>All pairs in this order.</summary>
    public IEnumerable<TokenPair> InOrder() => counts.Pairs.Select(p => (Pair: p, p.Count)).Order(this).Select(p => p.Pair);

    /// <inheritdoc/>
    public int Compare((TokenPair Pair, long Count) x, (TokenPair Pair, long Count) y)
    {
        int order = y.Count.CompareTo(x.Count);
        if (order == 0)
            order = tokens[y.Pair.Left].AsSpan().SequenceCompareTo(tokens[x.Pair.Left]);
        return order != 0 ? order : tokens[y.Pair.Right].AsSpan().SequenceCompareTo(tokens[x.Pair.Right]);
    }
}
