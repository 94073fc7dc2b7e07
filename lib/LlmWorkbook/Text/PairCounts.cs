namespace LlmWorkbook.Text;

/// <summary>
/// Neighbouring tokens in a bag of words: how often each pair stands there, in which words, and which is the most frequent.
/// Counts follow each merge exactly; the order is a heap whose stale entries are put right when they come up.
/// </summary>
internal sealed class PairCounts : IComparer<(int Left, int Right, long Count)>
{
    private readonly List<byte[]> tokens;
    private readonly List<(int[] Ids, long Count)> words = [];
    private readonly List<int> lengths = [];
    private readonly Dictionary<(int Left, int Right), Pair> pairs = [];
    private readonly PriorityQueue<(int Left, int Right, long Count), (int Left, int Right, long Count)> queue;
    private readonly HashSet<(int Left, int Right)> grown = [];

    /// <param name="words">Each word as ids of <paramref name="tokens"/>, and how often it occurs.</param>
    /// <param name="tokens">The bytes of each token; grows with the merges.</param>
    public PairCounts(IEnumerable<(int[] Ids, long Count)> words, List<byte[]> tokens)
    {
        this.tokens = tokens;
        queue = new(this);
        foreach (var word in words)
        {
            for (int i = 0; i + 1 < word.Ids.Length; i++)
                Change(word.Ids[i], word.Ids[i + 1], word.Count, this.words.Count);
            this.words.Add(word);
            lengths.Add(word.Ids.Length);
        }
        Enqueue();
    }

    /// <summary>More frequent first; of equals the greater left, then the greater right byte string.</summary>
    public int Compare((int Left, int Right, long Count) x, (int Left, int Right, long Count) y)
    {
        int order = y.Count.CompareTo(x.Count);
        if (order == 0)
            order = tokens[y.Left].AsSpan().SequenceCompareTo(tokens[x.Left]);
        return order != 0 ? order : tokens[y.Right].AsSpan().SequenceCompareTo(tokens[x.Right]);
    }

    /// <summary>The pair that is merged next, or null if there is none.</summary>
    public (int Left, int Right, long Count)? MostFrequent()
    {
        while (queue.TryPeek(out var best, out _))
        {
            long now = pairs.TryGetValue((best.Left, best.Right), out var pair) ? pair.Count : 0;
            if (now == best.Count)
                return best;
            queue.Dequeue();
            // It has been merged with others meanwhile; what has grown is queued already.
            if (now > 0 && now < best.Count)
                queue.Enqueue(best with { Count = now }, best with { Count = now });
        }
        return null;
    }

    /// <summary>All pairs in the order of <see cref="Compare"/>.</summary>
    public IEnumerable<(int Left, int Right, long Count)> InOrder() =>
        pairs.Where(p => p.Value.Count > 0).Select(p => (p.Key.Left, p.Key.Right, p.Value.Count)).Order(this);

    /// <summary>Puts one token in the place of a pair, from the left, in every word.</summary>
    public void Merge(int left, int right, int merged)
    {
        foreach (int word in pairs[(left, right)].Words)
            Merge(word, left, right, merged);
        pairs.Remove((left, right));
        grown.Remove((left, right));
        Enqueue();
    }

    private void Merge(int word, int left, int right, int merged)
    {
        var (ids, count) = words[word];
        int length = lengths[word], kept = 0;
        for (int i = 0; i < length; i++)
        {
            if (ids[i] != left || i + 1 == length || ids[i + 1] != right)
            {
                ids[kept++] = ids[i];
                continue;
            }
            if (kept > 0)
            {
                Change(ids[kept - 1], left, -count, word);
                Change(ids[kept - 1], merged, count, word);
            }
            if (i + 2 < length)
            {
                Change(right, ids[i + 2], -count, word);
                Change(merged, ids[i + 2], count, word);
            }
            ids[kept++] = merged;
            i++;
        }
        lengths[word] = kept;
    }

    private void Change(int left, int right, long change, int word)
    {
        if (!pairs.TryGetValue((left, right), out var pair))
            pairs[(left, right)] = pair = new();
        pair.Count += change;
        if (change < 0)
            return;
        grown.Add((left, right));
        if (pair.Words.Count == 0 || pair.Words[^1] != word)
            pair.Words.Add(word);
    }

    private void Enqueue()
    {
        foreach (var key in grown)
            queue.Enqueue((key.Left, key.Right, pairs[key].Count), (key.Left, key.Right, pairs[key].Count));
        grown.Clear();
    }

    private sealed class Pair
    {
        public long Count;
        public readonly List<int> Words = [];
    }
}
