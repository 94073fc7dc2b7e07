using static TorchSharp.torch;

namespace LlmWorkbook.Data;

/// <summary>
/// Training batches of R rankings of K answers, R K rows: the answers of a ranking beside each other, the preferred ones first. So every
/// answer is read once for all the pairs that it is in. Batch n depends on (seed, n) alone, so a run resumes at any batch.
/// </summary>
/// <param name="rankings">The rankings, all of K answers; drawn with replacement.</param>
/// <param name="batchSize">Rankings per batch, R.</param>
/// <param name="seed">Fixes which are drawn.</param>
/// <param name="device">Where the batches are made.</param>
public sealed class RankingBatches(IReadOnlyList<Ranking> rankings, int batchSize, long seed, Device device)
{
    /// <summary>Batch number <paramref name="index"/>; the same number always gives the same batch.</summary>
    public Batch this[long index]
    {
        get
        {
            var random = SplitMix64.At(seed, index);
            var drawn = Enumerable.Range(0, batchSize).Select(_ => rankings[random.Next(rankings.Count)]);
            return AnswerRows.Of([.. drawn.SelectMany(r => r.Answers.Select(a => (ChatTemplate.Prompt(r.Question.Text), ChatTemplate.Answer(a.Text))))], WorldTokenizer.Special.Pad, device);
        }
    }
}
