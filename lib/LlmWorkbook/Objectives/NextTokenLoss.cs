using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Objectives;

/// <summary>
/// Next-token cross-entropy (Shannon 1948; Bengio et al. 2003): the mean over all positions of
/// -log softmax(logits)[target] = logsumexp(logits) - logits[target], in nats per token.
/// </summary>
public static class NextTokenLoss
{
    /// <summary>Target value of positions that do not count: PyTorch's usual <c>ignore_index</c>, the one that batches use.</summary>
    public const long Ignored = -100;

    /// <summary>The mean loss.</summary>
    /// <param name="logits">Scores, float (B, T, V).</param>
    /// <param name="targets">Next tokens, int64 (B, T); <see cref="Ignored"/> leaves a position out.</param>
    /// <returns>A scalar in nats per token.</returns>
    public static Tensor Mean(Tensor logits, Tensor targets)
    {
        using var flatLogits = logits.view(-1, logits.shape[^1]); // (B T, V)
        using var flatTargets = targets.view(-1);                 // (B T)
        return functional.cross_entropy(flatLogits, flatTargets, ignore_index: Ignored);
    }
}
