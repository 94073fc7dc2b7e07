using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Objectives;

/// <summary>Next-sentence prediction (Devlin et al. 2019): -log p(follows or not), in nats per pair; ln 2 for one that guesses.</summary>
public static class NextSentenceLoss
{
    /// <summary>The mean loss.</summary>
    /// <param name="scores">Scores of "does not follow" and "follows", float (B, 2).</param>
    /// <param name="isNext">1 where the second sentence follows, 0 where it does not, int64 (B).</param>
    /// <returns>A scalar in nats per pair.</returns>
    public static Tensor Mean(Tensor scores, Tensor isNext) => functional.cross_entropy(scores, isNext);
}
