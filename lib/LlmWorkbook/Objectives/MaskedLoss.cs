using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Objectives;

/// <summary>
/// Masked-language-model loss (Devlin et al. 2019): the mean of -log p(hidden token | what is left of the text) over the
/// positions that are asked for, in nats per token. Scores are computed for those positions only: of some 3,000 tokens each.
/// </summary>
public static class MaskedLoss
{
    /// <summary>The mean loss.</summary>
    /// <param name="hidden">Hidden states, float (B, T, C).</param>
    /// <param name="targets">Hidden tokens, int64 (B, T); <see cref="NextTokenLoss.Ignored"/> where none is asked for.</param>
    /// <param name="scores">The model's head: float (N, C) to (N, V).</param>
    /// <returns>A scalar in nats per token; not a number if nothing is asked for.</returns>
    public static Tensor Mean(Tensor hidden, Tensor targets, Func<Tensor, Tensor> scores)
    {
        using var scope = NewDisposeScope();
        var (states, answers) = Asked(hidden, targets);
        return functional.cross_entropy(scores(states), answers).MoveToOuterDisposeScope();
    }

    /// <summary>The N positions that are asked for, row by row: their hidden states (N, C) and answers (N).</summary>
    public static (Tensor States, Tensor Answers) Asked(Tensor hidden, Tensor targets)
    {
        using var scope = NewDisposeScope();
        var flat = targets.view(-1);                                          // (B T)
        var places = (flat != NextTokenLoss.Ignored).nonzero().view(-1);      // (N)
        var states = hidden.reshape(-1, hidden.shape[^1]).index_select(0, places);
        return (states.MoveToOuterDisposeScope(), flat.index_select(0, places).MoveToOuterDisposeScope());
    }
}
