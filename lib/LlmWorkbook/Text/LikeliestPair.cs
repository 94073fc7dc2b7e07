using System.Text;

namespace LlmWorkbook.Text;

/// <summary>
/// Finds the pair whose merge makes the text likeliest: the greatest count(ab) · ln(N count(ab) / (count(a) count(b))); of equals the
/// one with the greater left, then the greater right token. A merge of a and b can raise the scores only of pairs with a or b in
/// them, which are computed anew; those of all others fall a little with N, so what comes up in the heap is computed once more.
/// </summary>
/// <param name="counts">Changes with each merge.</param>
/// <param name="tokens">The text of each token; grows with the merges.</param>
internal sealed class LikeliestPair(PairCounts counts, List<string> tokens) : IComparer<(TokenPair Pair, double Score)>
{
    private readonly Dictionary<TokenPair, double> scores = [];
    private readonly List<List<TokenPair>> pairsOf = [];
    private PriorityQueue<TokenPair, (TokenPair Pair, double Score)>? queue;
    private TokenPair? last;
    private double total;

    /// <summary>The pair to merge next, or null if none stands in the text twice.</summary>
    public TokenPair? Find()
    {
        queue ??= new(this);
        total = Math.Log(counts.TokenCounts.Sum());
        foreach (var pair in counts.TakeGrown())
            Enqueue(pair);
        foreach (int token in last is null ? [] : new[] { last.Left, last.Right })
        {
            pairsOf[token].RemoveAll(p => p.Count == 0);
            foreach (var pair in pairsOf[token])
                Enqueue(pair);
        }
        while (queue.TryDequeue(out var pair, out var entry))
        {
            if (pair.Count < 2 || scores[pair] != entry.Score)
                continue;
            if (Score(pair) == entry.Score)
                return last = pair;
            Enqueue(pair);
        }
        return null;
    }

    /// <summary>The greater score first.</summary>
    public int Compare((TokenPair Pair, double Score) x, (TokenPair Pair, double Score) y)
    {
        int order = y.Score.CompareTo(x.Score);
        if (order == 0)
            order = Utf8(y.Pair.Left).SequenceCompareTo(Utf8(x.Pair.Left));
        return order != 0 ? order : Utf8(y.Pair.Right).SequenceCompareTo(Utf8(x.Pair.Right));
    }

    private void Enqueue(TokenPair pair)
    {
        double score = Score(pair);
        if (!scores.TryGetValue(pair, out double before))
        {
            PairsOf(pair.Left).Add(pair);
            if (pair.Left != pair.Right)
                PairsOf(pair.Right).Add(pair);
        }
        else if (score == before)
        {
            return;
        }
        scores[pair] = score;
        queue!.Enqueue(pair, (pair, score));
    }

    private double Score(TokenPair pair) =>
        pair.Count * (Math.Log(pair.Count) + total - Math.Log(counts.TokenCounts[pair.Left]) - Math.Log(counts.TokenCounts[pair.Right]));

    private List<TokenPair> PairsOf(int token)
    {
        while (pairsOf.Count <= token)
            pairsOf.Add([]);
        return pairsOf[token];
    }

    private ReadOnlySpan<byte> Utf8(int token) => Encoding.UTF8.GetBytes(tokens[token]);
}
