using System.Text;

namespace LlmWorkbook.Text;

/// <summary>
/// Finds the pair whose merge makes the text likeliest: the greatest count(ab) · ln(N count(ab) / (count(a) count(b))); of equals the
/// one with the greater left, then the greater right token. Any merge changes the scores of pairs it does not touch, so all are
/// computed anew; but none exceeds count · ln N, which leaves out those that are too rare.
/// </summary>
/// <param name="counts">Changes with each merge.</param>
/// <param name="tokens">The text of each token; grows with the merges.</param>
internal sealed class LikeliestPair(PairCounts counts, List<string> tokens)
{
    private readonly HashSet<TokenPair> candidates = [];
    private long threshold = long.MaxValue;

    /// <summary>The pair to merge next, or null if none stands in the text twice.</summary>
    public TokenPair? Find()
    {
        double total = Math.Log(counts.TokenCounts.Sum());
        candidates.UnionWith(counts.TakeGrown());
        while (true)
        {
            candidates.RemoveWhere(p => p.Count < threshold);
            var (best, score) = Best(total);
            // What is rarer than the threshold scores less than this.
            if (score >= threshold * total || threshold == 2)
                return best;
            threshold = Math.Max(2, best is null ? counts.Pairs.Select(p => p.Count).DefaultIfEmpty().Max() : threshold / 2);
            candidates.UnionWith(counts.Pairs.Where(p => p.Count >= threshold));
        }
    }

    private (TokenPair? Pair, double Score) Best(double total)
    {
        TokenPair? best = null;
        double bestScore = 0;
        foreach (var pair in candidates)
        {
            double score = pair.Count * (Math.Log(pair.Count) + total - Math.Log(counts.TokenCounts[pair.Left]) - Math.Log(counts.TokenCounts[pair.Right]));
            if (best is null || score > bestScore || (score == bestScore && IsGreater(pair, best)))
                (best, bestScore) = (pair, score);
        }
        return (best, bestScore);
    }

    private bool IsGreater(TokenPair pair, TokenPair other)
    {
        int order = Utf8(pair.Left).SequenceCompareTo(Utf8(other.Left));
        return (order != 0 ? order : Utf8(pair.Right).SequenceCompareTo(Utf8(other.Right))) > 0;
    }

    private ReadOnlySpan<byte> Utf8(int token) => Encoding.UTF8.GetBytes(tokens[token]);
}
