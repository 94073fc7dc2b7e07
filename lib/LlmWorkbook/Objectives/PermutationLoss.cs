using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Objectives;

/// <summary>
/// Permutation language modelling (Yang et al. 2019, XLNet, eq. 3): the tokens of a text are guessed one after the other in
/// any order z, each from those that came before it in that order: the sum over t of -log p(x_z(t) | x_z(1), ..., x_z(t-1)).
/// With z = 0, 1, 2, ... it is the autoregressive loss. XLNet gets all terms from one pass with two streams of attention;
/// here each term has a row of its own, in which what is not yet known is [MASK]: slower and easier to see.
/// </summary>
public static class PermutationLoss
{
    /// <summary>-log p of one text under one order.</summary>
    /// <param name="tokens">Token ids, int64 (T).</param>
    /// <param name="order">Which place is guessed first, second, ...: a permutation of 0 to T - 1, int64 (T).</param>
    /// <param name="mask">Id of [MASK].</param>
    /// <param name="model">Scores of every token at every place: int64 (T, T) to float (T, T, V).</param>
    /// <returns>A scalar in nats per text.</returns>
    public static Tensor Sum(Tensor tokens, Tensor order, long mask, Func<Tensor, Tensor> model)
    {
        using var scope = NewDisposeScope();
        long count = tokens.shape[0];
        var rank = order.argsort().unsqueeze(0);                                                    // (1, T): when each place is guessed
        var step = arange(count, dtype: int64, device: tokens.device).unsqueeze(1);                 // (T, 1)
        var isKnown = rank < step;                                                                  // (T, T): row t knows z(0) ... z(t - 1)
        var rows = where(isKnown, tokens.unsqueeze(0), full_like(tokens, mask).unsqueeze(0));       // (T, T)
        var targets = where(rank == step, tokens.unsqueeze(0), full_like(tokens, NextTokenLoss.Ignored).unsqueeze(0));
        var scores = model(rows);                                                                   // (T, T, V)
        return functional.cross_entropy(scores.reshape(count * count, -1), targets.reshape(-1), reduction: Reduction.Sum).MoveToOuterDisposeScope();
    }
}
