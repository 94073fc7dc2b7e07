using LlmWorkbook.Objectives;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Parity;

/// <summary>The C# side of cases/alignment.py; the same in float32 and in float64.</summary>
internal static class AlignmentOperations
{
    public static readonly Dictionary<string, Operation> Alignment = new()
    {
        ["log_probabilities"] = x => [LogProbabilities.OfTokens(x("logits"), x("targets")), LogProbabilities.OfAnswers(x("logits"), x("targets"))],
        ["entropy"] = x => [LogProbabilities.Entropy(x("logits"))],
        ["masked_mean_and_variance"] = x => [Masked.Mean(x("x"), x("mask")), Masked.Variance(x("x"), x("mask"))],
        ["pairwise"] = x => [PairwiseLoss.Mean(x("chosen"), x("rejected"))],
        ["dpo"] = x => [DpoLoss.Mean(x("chosen"), x("rejected"), x("ref_chosen"), x("ref_rejected"), 0.3)],
        ["ipo"] = x => [IpoLoss.Mean(x("chosen"), x("rejected"), x("ref_chosen"), x("ref_rejected"), 0.3)],
        ["robust_dpo"] = x => [RobustDpoLoss.Mean(x("chosen"), x("rejected"), x("ref_chosen"), x("ref_rejected"), 0.3, 0.2)],
        ["policy_gradient"] = x => [PolicyGradientLoss.Mean(x("logp"), x("rewards"), x("baseline")), PolicyGradientLoss.Mean(x("logp"), x("rewards"))],
        ["leave_one_out"] = x => [PolicyGradientLoss.LeaveOneOut(x("rewards"))],
        ["group_advantage"] = x => [GroupAdvantage.Of(x("rewards")), GroupAdvantage.Of(x("rewards"), isScaled: false)],
        ["ppo_policy"] = x => [PpoLoss.Policy(x("logp"), x("old"), x("advantages"), x("mask"), 0.2)],
        ["ppo_value"] = x => [PpoLoss.Value(x("values"), x("old"), x("returns"), x("mask"), 0.2)],
        ["token_rewards"] = x => [TokenRewards.Of(x("scores"), x("logp"), x("reference"), x("mask"), 0.1)],
        ["gae"] = x => GaeOf(x, 1, 0.95),
        ["gae_discounted"] = x => GaeOf(x, 0.9, 0.8),
        ["gae_of_one_step"] = x => GaeOf(x, 0.9, 0),
        ["gae_of_returns"] = x => GaeOf(x, 1, 1),
        ["whitening"] = x => [Whitening.Of(x("x"), x("mask"))],
        ["kl_estimates"] = x => [KlEstimate.K1(x("logp"), x("reference")), KlEstimate.K2(x("logp"), x("reference")), KlEstimate.K3(x("logp"), x("reference"))],
    };

    private static Tensor[] GaeOf(Func<string, Tensor> input, double gamma, double lambda)
    {
        var (advantages, returns) = Gae.Of(input("rewards"), input("values"), input("mask"), gamma, lambda);
        return [advantages, returns];
    }
}
