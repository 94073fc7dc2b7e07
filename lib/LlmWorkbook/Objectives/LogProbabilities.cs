using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Objectives;

/// <summary>
/// What a model gives to the tokens that were said: log p(y_t | y_1 ... y_(t-1)) = logits[y_t] - logsumexp(logits). Of an answer
/// it is their <b>sum</b>, since p(y) is their product; the mean would forget how long the answer is. Targets are as in
/// <see cref="NextTokenLoss"/>: position t holds the token that follows input t, or <see cref="NextTokenLoss.Ignored"/> where the
/// token is none of the answer's (prompt, filled-up places). Fine-tuning on answers is <see cref="NextTokenLoss.Mean"/> of such targets.
/// </summary>
public static class LogProbabilities
{
    /// <summary>Token by token.</summary>
    /// <param name="logits">Scores, float (B, T, V).</param>
    /// <param name="targets">The tokens that were said, int64 (B, T); <see cref="NextTokenLoss.Ignored"/> outside the answers.</param>
    /// <returns>float (B, T), in nats, at most 0; 0 outside the answers.</returns>
    public static Tensor OfTokens(Tensor logits, Tensor targets)
    {
        using var scope = NewDisposeScope();
        var losses = functional.cross_entropy(logits.reshape(-1, logits.shape[^1]), targets.reshape(-1), ignore_index: NextTokenLoss.Ignored, reduction: Reduction.None);
        return (-losses.view(targets.shape)).MoveToOuterDisposeScope(); // (B T) -> (B, T)
    }

    /// <summary>The same from scores that were computed for the answers' tokens only, as a head over thousands of tokens is half of the work.</summary>
    /// <param name="scores">float (N, V): row by row those positions whose target counts, see <see cref="MaskedLoss.Asked"/>.</param>
    /// <param name="targets">The tokens that were said, int64 (B, T); <see cref="NextTokenLoss.Ignored"/> outside the answers.</param>
    /// <returns>float (B, T), in nats, at most 0; 0 outside the answers.</returns>
    public static Tensor OfAsked(Tensor scores, Tensor targets)
    {
        using var scope = NewDisposeScope();
        var isAsked = targets != NextTokenLoss.Ignored;                                                     // (B, T)
        var losses = functional.cross_entropy(scores, targets.masked_select(isAsked), reduction: Reduction.None); // (N)
        return zeros(targets.shape, scores.dtype, scores.device).masked_scatter(isAsked, -losses).MoveToOuterDisposeScope();
    }

    /// <summary>Answer by answer: the sum over its tokens.</summary>
    /// <inheritdoc cref="OfTokens"/>
    /// <returns>float (B), in nats.</returns>
    public static Tensor OfAnswers(Tensor logits, Tensor targets)
    {
        using var each = OfTokens(logits, targets);
        return each.sum(1);
    }

    /// <summary>The same from hidden states; scores are computed for the answers' tokens only.</summary>
    /// <param name="hidden">Hidden states, float (B, T, C).</param>
    /// <param name="targets">The tokens that were said, int64 (B, T); <see cref="NextTokenLoss.Ignored"/> outside the answers.</param>
    /// <param name="scores">The model's head: float (N, C) to (N, V).</param>
    /// <returns>float (B), in nats.</returns>
    public static Tensor OfAnswers(Tensor hidden, Tensor targets, Func<Tensor, Tensor> scores)
    {
        using var scope = NewDisposeScope();
        return OfAsked(scores(MaskedLoss.Asked(hidden, targets).States), targets).sum(1).MoveToOuterDisposeScope();
    }

    /// <summary>The same for answers that share rows.</summary>
    /// <inheritdoc cref="OfAnswers(Tensor, Tensor, Func{Tensor, Tensor})"/>
    /// <param name="hidden"/>
    /// <param name="targets"/>
    /// <param name="scores"/>
    /// <param name="owners">Number of the answer that each token belongs to, int64 (B, T).</param>
    /// <param name="count">Number of answers, N.</param>
    /// <returns>float (N), in nats.</returns>
    public static Tensor OfAnswers(Tensor hidden, Tensor targets, Func<Tensor, Tensor> scores, Tensor owners, long count)
    {
        using var scope = NewDisposeScope();
        var (states, said) = MaskedLoss.Asked(hidden, targets);
        var losses = functional.cross_entropy(scores(states), said, reduction: Reduction.None);             // (asked)
        return zeros(count, losses.dtype, losses.device).index_add(0, owners.masked_select(targets != NextTokenLoss.Ignored), losses, -1).MoveToOuterDisposeScope();
    }

    /// <summary>The entropy of the next token at each position: -sum p log p.</summary>
    /// <param name="logits">Scores, float (..., V), all finite.</param>
    /// <returns>float (...), in nats, from 0 to ln V.</returns>
    public static Tensor Entropy(Tensor logits)
    {
        using var scope = NewDisposeScope();
        var logProbabilities = logits.log_softmax(-1);
        return (-(logProbabilities.exp() * logProbabilities).sum(-1)).MoveToOuterDisposeScope();
    }
}
