using LlmWorkbook.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Objectives;

public sealed class PreferenceTests
{
    private static Tensor Chosen => tensor(new[] { -3.0, -7.5, -1.2, -20 });
    private static Tensor Rejected => tensor(new[] { -4.0, -2.5, -9.0, -19 });
    private static Tensor ReferenceChosen => tensor(new[] { -3.5, -7.0, -2.2, -15 });
    private static Tensor ReferenceRejected => tensor(new[] { -3.0, -3.5, -8.0, -21 });

    [Fact]
    public void Equal_policies_cost_ln_2()
    {
        using var scope = NewDisposeScope();
        Tensor chosen = Chosen.to_type(float32), rejected = Rejected.to_type(float32);
        Assert.Equal(Math.Log(2), DpoLoss.Mean(chosen, rejected, chosen, rejected, 0.1).ToDouble(), 1e-6);
        Assert.Equal(Math.Log(2), RobustDpoLoss.Mean(chosen, rejected, chosen, rejected, 0.1, 0.3).ToDouble(), 1e-6);
        Assert.Equal(1 / (4 * 0.01), IpoLoss.Mean(chosen, rejected, chosen, rejected, 0.1).ToDouble(), 1e-4);
    }

    [Fact]
    public void As_beta_goes_to_0_DPO_is_ln_2_and_its_slope_the_mean_margin()
    {
        using var scope = NewDisposeScope();
        const double beta = 1e-5;
        double loss = DpoLoss.Mean(Chosen, Rejected, ReferenceChosen, ReferenceRejected, beta).ToDouble();
        double margin = (Chosen - ReferenceChosen - (Rejected - ReferenceRejected)).mean().ToDouble();
        Assert.Equal(Math.Log(2), loss, 1e-4);
        Assert.Equal(-margin / 2, (loss - Math.Log(2)) / beta, 1e-3);
    }

    [Fact]
    public void A_constant_added_to_all_rewards_changes_nothing()
    {
        using var scope = NewDisposeScope();
        double loss = PairwiseLoss.Mean(Chosen, Rejected).ToDouble();
        Assert.Equal(loss, PairwiseLoss.Mean(Chosen + 1000, Rejected + 1000).ToDouble(), 1e-9);
        Assert.NotEqual(loss, PairwiseLoss.Mean(Chosen + 1, Rejected).ToDouble(), 1e-3);
    }

    [Fact]
    public void The_gradient_of_Bradley_Terry_is_the_surprise()
    {
        using var scope = NewDisposeScope();
        var chosen = Chosen.clone().requires_grad_();
        var rejected = Rejected.clone().requires_grad_();
        PairwiseLoss.Mean(chosen, rejected).backward();
        var surprise = (1 - (Chosen - Rejected).sigmoid()) / 4;
        Assert.True(chosen.grad!.allclose(-surprise, 0, 1e-12));
        Assert.True(rejected.grad!.allclose(surprise, 0, 1e-12));
    }

    [Fact]
    public void Rankings_give_the_mean_over_all_their_pairs()
    {
        using var scope = NewDisposeScope();
        double[,] rewards = { { 1.5, 0.2, -0.3, 2 }, { 0, -1, 4, 0.5 } };
        var expected = from r in Enumerable.Range(0, 2) from i in Enumerable.Range(0, 4) from j in Enumerable.Range(i + 1, 3 - i) select Math.Log(1 + Math.Exp(rewards[r, j] - rewards[r, i]));
        Assert.Equal(12, expected.Count());
        Assert.Equal(expected.Average(), PairwiseLoss.OfRankings(tensor(rewards)).ToDouble(), 1e-12);
    }

    [Fact]
    public void DPO_is_the_pairwise_loss_of_the_implicit_rewards()
    {
        using var scope = NewDisposeScope();
        double direct = DpoLoss.Mean(Chosen, Rejected, ReferenceChosen, ReferenceRejected, 0.5).ToDouble();
        Assert.Equal(PairwiseLoss.Mean((Chosen - ReferenceChosen) * 0.5, (Rejected - ReferenceRejected) * 0.5).ToDouble(), direct, 1e-12);
    }

    [Fact]
    public void IPO_is_content_at_the_margin_of_1_over_2_beta_and_DPO_never()
    {
        using var scope = NewDisposeScope();
        var margin = tensor(new[] { 2.5 }).requires_grad_();        // 1 / (2 * 0.2)
        var zero = zeros(1, dtype: float64);
        IpoLoss.Mean(margin, zero, zero, zero, 0.2).backward();
        Assert.Equal(0, margin.grad!.ToDouble(), 1e-12);
        var other = tensor(new[] { 2.5 }).requires_grad_();
        DpoLoss.Mean(other, zero, zero, zero, 0.2).backward();
        Assert.True(other.grad!.ToDouble() < -0.05);
    }

    [Fact]
    public void Robust_DPO_expects_the_loss_of_the_right_labels()
    {
        using var scope = NewDisposeScope();
        const double flipped = 0.3, beta = 0.4;
        double expected = 0;
        for (int flips = 0; flips < 16; flips++) // every way to flip four labels, with its probability
        {
            var isFlipped = tensor(Enumerable.Range(0, 4).Select(i => (flips >> i & 1) == 1).ToArray());
            int count = int.PopCount(flips);
            expected += Math.Pow(flipped, count) * Math.Pow(1 - flipped, 4 - count) * RobustDpoLoss.Mean(
                where(isFlipped, Rejected, Chosen), where(isFlipped, Chosen, Rejected),
                where(isFlipped, ReferenceRejected, ReferenceChosen), where(isFlipped, ReferenceChosen, ReferenceRejected), beta, flipped).ToDouble();
        }
        Assert.Equal(DpoLoss.Mean(Chosen, Rejected, ReferenceChosen, ReferenceRejected, beta).ToDouble(), expected, 1e-10);
        Assert.Contains("below 0.5", Assert.Throws<WorkbookException>(() => RobustDpoLoss.Mean(Chosen, Rejected, Chosen, Rejected, 1, 0.5)).Message);
    }

    [Fact]
    public void Metrics_carry_the_names_of_TRL()
    {
        using var scope = NewDisposeScope();
        var metrics = DpoLoss.Metrics(Chosen, Rejected, ReferenceChosen, ReferenceRejected, 2);
        Assert.Equal(["logps/chosen", "logps/rejected", "rewards/accuracies", "rewards/chosen", "rewards/margins", "rewards/rejected"], metrics.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(-31.7 / 4, metrics["logps/chosen"], 1e-9);
        Assert.Equal(2 * (0.5 - 0.5 + 1 - 5) / 4, metrics["rewards/chosen"], 1e-9);
        Assert.Equal(2 * (-1.0 + 1 - 1 + 2) / 4, metrics["rewards/rejected"], 1e-9);
        Assert.Equal(metrics["rewards/chosen"] - metrics["rewards/rejected"], metrics["rewards/margins"], 1e-9);
        Assert.Equal(0.5, metrics["rewards/accuracies"]); // the first and the third
    }

    [Fact]
    public void Log_probabilities_of_answers_are_minus_the_summed_loss_of_fine_tuning()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var logits = randn(2, 4, 5);
        var targets = tensor(new long[] { -100, 2, 0, -100, -100, -100, -100, 4 }, [2, 4]);
        Assert.Equal(-3 * NextTokenLoss.Mean(logits, targets).ToDouble(), LogProbabilities.OfAnswers(logits, targets).sum().ToDouble(), 1e-5);
        Assert.Equal(Math.Log(5), LogProbabilities.Entropy(zeros(5)).ToDouble(), 1e-6);
    }

    [Fact]
    public void Scores_of_the_answers_tokens_alone_give_the_same_log_probabilities_and_gradients()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        Tensor hidden = randn(2, 4, 3).requires_grad_(), head = randn(5, 3), weights = randn(2);
        var targets = tensor(new long[] { -100, 2, 0, -100, -100, 1, -100, 4 }, [2, 4]);
        Tensor Scores(Tensor states) => states.matmul(head.t());
        var whole = LogProbabilities.OfTokens(Scores(hidden), targets);
        var asked = LogProbabilities.OfAsked(Scores(MaskedLoss.Asked(hidden, targets).States), targets);
        Assert.Equal([2, 4], asked.shape);
        Assert.True(whole.allclose(asked, 1e-5, 1e-6));
        var sums = LogProbabilities.OfAnswers(hidden, targets, Scores);
        Assert.True(whole.sum(1).allclose(sums, 1e-5, 1e-6));
        Tensor Gradient(Tensor answers) => autograd.grad([(answers * weights).sum()], [hidden])[0];
        Assert.True(Gradient(whole.sum(1)).allclose(Gradient(sums), 1e-5, 1e-6));
    }
}
