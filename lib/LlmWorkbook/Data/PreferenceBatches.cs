using static TorchSharp.torch;

namespace LlmWorkbook.Data;

/// <summary>
/// Training batches of B preferences, 2 B rows: first the chosen answers, then in the same order the rejected ones. A reward model reads the
/// rows whole; DPO asks for the answers' tokens. Batch n depends on (seed, n) alone, so a run resumes at any batch.
/// </summary>
/// <param name="preferences">The preferences; drawn with replacement.</param>
/// <param name="batchSize">Preferences per batch, B.</param>
/// <param name="pad">What stands behind a short row.</param>
/// <param name="seed">Fixes which are drawn.</param>
/// <param name="device">Where the batches are made.</param>
public sealed class PreferenceBatches(IReadOnlyList<Preference> preferences, int batchSize, int pad, long seed, Device device)
{
    /// <summary>Batch number <paramref name="index"/>; the same number always gives the same batch.</summary>
    public Batch this[long index]
    {
        get
        {
            var random = SplitMix64.At(seed, index);
            return ToBatch([.. Enumerable.Range(0, batchSize).Select(_ => preferences[random.Next(preferences.Count)])]);
        }
    }

    /// <summary>Every preference once, in order. The last batch may be smaller.</summary>
    public IEnumerable<Batch> InOrder() => preferences.Chunk(batchSize).Select(ToBatch);

    private Batch ToBatch(Preference[] some) =>
        AnswerRows.Of([.. some.Select(p => (p.Prompt, p.Chosen)), .. some.Select(p => (p.Prompt, p.Rejected))], pad, device);
}
