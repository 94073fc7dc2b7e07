using static TorchSharp.torch;

namespace LlmWorkbook.Objectives;

/// <summary>
/// Generalised advantage estimation (Schulman et al. 2016, eq. 16): A_t = sum over l of (gamma lambda)^l delta_(t+l), with
/// delta_t = r_t + gamma V_(t+1) - V_t and V = 0 behind the answer's last token. From the last token backwards this is
/// A_t = delta_t + gamma lambda A_(t+1). lambda = 1 trusts what came, lambda = 0 what the critic expects.
/// </summary>
public static class Gae
{
    /// <summary>Advantages, and the returns A + V that the critic is to learn.</summary>
    /// <param name="rewards">Reward of each token, float (B, T).</param>
    /// <param name="values">What the critic expects before each token is said, float (B, T).</param>
    /// <param name="isResponse">True where the token is the answer's, bool (B, T). Answers may begin and end anywhere; places between two
    /// parts of one (another speaker's turn) are stepped over.</param>
    /// <param name="gamma">Discount per token; 1 for answers.</param>
    /// <param name="lambda">Trades variance (1) against bias (0).</param>
    /// <returns>Two float (B, T), 0 outside the answers, without gradient.</returns>
    public static (Tensor Advantages, Tensor Returns) Of(Tensor rewards, Tensor values, Tensor isResponse, double gamma = 1, double lambda = 0.95)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        int length = (int)rewards.shape[1];
        var advantages = new Tensor[length];
        Tensor nextAdvantage = zeros_like(rewards.select(1, 0)), nextValue = zeros_like(nextAdvantage);     // (B): behind the end
        for (int t = length - 1; t >= 0; t--)
        {
            Tensor isHere = isResponse.select(1, t), value = values.select(1, t);
            var delta = rewards.select(1, t) + gamma * nextValue - value;
            nextAdvantage = where(isHere, delta + gamma * lambda * nextAdvantage, nextAdvantage);
            nextValue = where(isHere, value, nextValue);
            advantages[t] = nextAdvantage;
        }
        var all = Masked.Filled(stack(advantages, 1), isResponse);                                          // (B, T)
        return (all.MoveToOuterDisposeScope(), Masked.Filled(all + values, isResponse).MoveToOuterDisposeScope());
    }
}
