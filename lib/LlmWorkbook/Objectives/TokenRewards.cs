using static TorchSharp.torch;

namespace LlmWorkbook.Objectives;

/// <summary>
/// What each token of an answer earns in RLHF (Ziegler et al. 2019, eq. 2; Ouyang et al. 2022): every token pays beta times its
/// log(pi / pi_ref), and the answer's last token gets the score of the whole. Their sum over the answer is score - beta k1.
/// </summary>
public static class TokenRewards
{
    /// <summary>Reward of each token.</summary>
    /// <param name="scores">Score of each answer, float (B).</param>
    /// <param name="logProbabilities">log pi of each token when it was sampled, float (B, T).</param>
    /// <param name="reference">log pi_ref of each token, float (B, T).</param>
    /// <param name="isResponse">True where the token is the answer's, bool (B, T), at least once in each row.</param>
    /// <param name="beta">Price of one nat of KL in units of reward.</param>
    /// <returns>float (B, T), 0 outside the answers, without gradient.</returns>
    public static Tensor Of(Tensor scores, Tensor logProbabilities, Tensor reference, Tensor isResponse, double beta)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var penalties = Masked.Filled(-beta * KlEstimate.K1(logProbabilities, reference), isResponse);              // (B, T)
        return (penalties + scores.unsqueeze(1) * IsLast(isResponse)).MoveToOuterDisposeScope();
    }

    /// <summary>True at the last token of each answer.</summary>
    /// <param name="isResponse">True where the token is the answer's, bool (B, T).</param>
    /// <returns>bool (B, T).</returns>
    public static Tensor IsLast(Tensor isResponse)
    {
        using var scope = NewDisposeScope();
        var left = isResponse.to_type(int64).flip(1).cumsum(1).flip(1);                                             // tokens from here to the end
        return (left == 1).logical_and(isResponse).MoveToOuterDisposeScope();
    }
}
