using static TorchSharp.torch;

namespace LlmWorkbook.Data;

/// <summary>
/// Training batches of R rankings of K answers, packed into fewer rows: the answers of a ranking beside each other, the preferred ones first. So every
/// answer is read once for all the pairs that it is in, and every question once for several of its answers.
/// Every ranking comes once before any comes again, in an order that changes from
/// pass to pass. Batch n depends on (seed, n) alone, so a run resumes at any batch.
/// </summary>
/// <param name="rankings">The rankings, all of K answers.</param>
/// <param name="batchSize">Rankings per batch, R.</param>
/// <param name="seed">Fixes the order of each pass.</param>
/// <param name="device">Where the batches are made.</param>
public sealed class RankingBatches(IReadOnlyList<Ranking> rankings, int batchSize, long seed, Device device)
{
    private (long Pass, int[] Rankings) order = (-1, []);

    /// <summary>Batch number <paramref name="index"/>; the same number always gives the same batch.</summary>
    public Batch this[long index]
    {
        get
        {
            var drawn = Enumerable.Range(0, batchSize).Select(i => rankings[Number(index * batchSize + i)]);
            return AnswerRows.Packed([.. drawn.Select(r => (ChatTemplate.Prompt(r.Question.Text), r.Answers.Select(a => ChatTemplate.Answer(a.Text)).ToArray()))], WorldTokenizer.Special.Pad, device);
        }
    }

    /// <summary>Number of the ranking that comes at a place of the endless sequence of passes.</summary>
    private int Number(long place)
    {
        long pass = place / rankings.Count;
        if (order.Pass != pass)
        {
            var random = SplitMix64.At(seed, pass);
            order = (pass, [.. Enumerable.Range(0, rankings.Count).Select(n => (Key: random.Next(), n)).Order().Select(o => o.n)]);
        }
        return order.Rankings[place % rankings.Count];
    }
}
