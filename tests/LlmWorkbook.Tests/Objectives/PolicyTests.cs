using LlmWorkbook.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Objectives;

public sealed class PolicyTests
{
    /// <summary>Ragged answers: behind prompts of different lengths, a single token, up to the row's end, in two parts.</summary>
    private static Tensor IsResponse => tensor(new[]
    {
        false, true, true, true, false, false,
        false, false, false, true, true, true,
        false, false, true, false, false, false,
        true, true, false, false, true, false,
    }, [4, 6]);

    [Theory]
    [InlineData(1, 0.95)]
    [InlineData(0.9, 0.5)]
    [InlineData(0.99, 0)]
    [InlineData(1, 1)]
    public void Recursion_and_double_sum_give_the_same_advantages(double gamma, double lambda)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        Tensor rewards = randn(4, 6, dtype: float64), values = randn(4, 6, dtype: float64);
        var (advantages, returns) = Gae.Of(rewards, values, IsResponse, gamma, lambda);
        for (int b = 0; b < 4; b++)
        {
            int[] places = [.. Enumerable.Range(0, 6).Where(t => IsResponse[b, t].ToBoolean())];
            double V(int i) => i < places.Length ? values[b, places[i]].ToDouble() : 0;
            for (int i = 0; i < places.Length; i++)
            {
                double sum = 0;
                for (int k = i; k < places.Length; k++)
                    sum += Math.Pow(gamma * lambda, k - i) * (rewards[b, places[k]].ToDouble() + gamma * V(k + 1) - V(k));
                Assert.Equal(sum, advantages[b, places[i]].ToDouble(), 1e-10);
                Assert.Equal(sum + V(i), returns[b, places[i]].ToDouble(), 1e-10);
            }
        }
        Assert.Equal(0, Masked.Filled(advantages, IsResponse.logical_not()).abs().max().ToDouble());
        Assert.Equal(0, Masked.Filled(returns, IsResponse.logical_not()).abs().max().ToDouble());
    }

    [Fact]
    public void A_reward_at_the_end_is_the_return_of_every_token()
    {
        using var scope = NewDisposeScope();
        var rewards = TokenRewards.Of(tensor(new[] { 1.0, 2, 3, 4 }), zeros(4, 6, dtype: float64), zeros(4, 6, dtype: float64), IsResponse, 1);
        var (_, returns) = Gae.Of(rewards, randn(4, 6, dtype: float64), IsResponse, 1, 1);
        var expected = tensor(new[] { 1.0, 2, 3, 4 }).unsqueeze(1) * IsResponse;
        Assert.True(returns.allclose(expected, 0, 1e-12));
    }

    [Fact]
    public void The_score_stands_at_the_last_token_and_every_token_pays_for_its_KL()
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        Tensor policy = randn(4, 6, dtype: float64), reference = randn(4, 6, dtype: float64), scores = randn(4, dtype: float64);
        Assert.Equal([3, 5, 2, 4], TokenRewards.IsLast(IsResponse).to_type(int64).argmax(1).data<long>().ToArray());
        var rewards = TokenRewards.Of(scores, policy, reference, IsResponse, 0.1);
        var expected = scores - 0.1 * Masked.Filled(KlEstimate.K1(policy, reference), IsResponse).sum(1);
        Assert.True(rewards.sum(1).allclose(expected, 0, 1e-12));
        Assert.Equal(0, Masked.Filled(rewards, IsResponse.logical_not()).abs().max().ToDouble());
    }

    [Fact]
    public void Whitened_advantages_have_mean_0_and_variance_1()
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        var x = randn(4, 6, dtype: float64) * 30 + 500;
        var white = Whitening.Of(x, IsResponse);
        Assert.Equal(0, Masked.Mean(white, IsResponse).ToDouble(), 1e-10);
        Assert.Equal(1, Masked.Variance(white, IsResponse).ToDouble(), 1e-9);
        Assert.Equal(0, Masked.Filled(white, IsResponse.logical_not()).abs().max().ToDouble());
        var single = zeros(4, 6, dtype: @bool);
        single[0, 1] = true;
        Assert.Equal(0, Whitening.Of(x, single).abs().max().ToDouble(), 1e-12);
    }

    [Fact]
    public void On_fresh_samples_PPO_takes_the_step_of_REINFORCE()
    {
        using var scope = NewDisposeScope();
        manual_seed(8);
        Tensor old = randn(4, 6, dtype: float64), advantages = randn(4, 6, dtype: float64);
        Tensor now = old.clone().requires_grad_(), plain = old.clone().requires_grad_();
        PpoLoss.Policy(now, old, advantages, IsResponse, 0.2).backward();
        Masked.Mean(-advantages * plain, IsResponse).backward();
        Assert.True(now.grad!.allclose(plain.grad!, 0, 1e-12));
        Assert.Equal(0, PpoLoss.PolicyClipFraction(now, old, advantages, IsResponse, 0.2));
    }

    [Fact]
    public void The_clip_stops_the_gradient_only_where_the_step_is_already_taken()
    {
        using var scope = NewDisposeScope();
        var isResponse = ones(1, 4, dtype: @bool);
        var moved = tensor(new[] { 0.5, 0.5, -0.5, -0.5 }, [1, 4]).requires_grad_();    // ratios 1.65 and 0.61
        var advantages = tensor(new[] { 1.0, -1, 1, -1 }, [1, 4]);
        PpoLoss.Policy(moved, zeros(1, 4, dtype: float64), advantages, isResponse, 0.2).backward();
        Assert.Equal([true, false, false, true], (moved.grad! == 0).data<bool>().ToArray());
        Assert.Equal(0.5, PpoLoss.PolicyClipFraction(moved, zeros(1, 4, dtype: float64), advantages, isResponse, 0.2));
        Assert.Equal(0, PpoLoss.PolicyClipFraction(moved, zeros(1, 4, dtype: float64), advantages, isResponse, double.PositiveInfinity));
    }

    [Fact]
    public void The_critic_is_held_near_what_it_said()
    {
        using var scope = NewDisposeScope();
        var isResponse = ones(1, 2, dtype: @bool);
        var old = zeros(1, 2, dtype: float64);
        var values = tensor(new[] { 1.0, 0.1 }, [1, 2]).requires_grad_();
        var returns = tensor(new[] { 1.5, 1.5 }, [1, 2]);
        var loss = PpoLoss.Value(values, old, returns, isResponse, 0.2);
        Assert.Equal((1.3 * 1.3 + 1.4 * 1.4) / 4, loss.ToDouble(), 1e-12);
        loss.backward();
        Assert.Equal([0.0, -0.7], values.grad!.data<double>().ToArray().Select(g => Math.Round(g, 12)));
        Assert.Equal(0.5, PpoLoss.ValueClipFraction(values, old, returns, isResponse, 0.2));
    }

    [Fact]
    public void A_critic_that_knows_explains_all_and_one_that_knows_nothing_explains_nothing()
    {
        using var scope = NewDisposeScope();
        manual_seed(9);
        var returns = randn(4, 6, dtype: float64);
        Assert.Equal(1, PpoLoss.ExplainedVariance(returns, returns, IsResponse), 1e-12);
        Assert.Equal(0, PpoLoss.ExplainedVariance(ones_like(returns), returns, IsResponse), 1e-12);
        Assert.True(PpoLoss.ExplainedVariance(-returns, returns, IsResponse) < -1);
    }

    [Fact]
    public void Baselines_change_no_expectation()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new[] { 0.3, -1.0, 0.8 }).requires_grad_();
        var rewards = tensor(new[] { 1.0, 5, 2 });
        foreach (var baseline in new Tensor?[] { null, tensor(3.0) })
        {
            // Every answer as often as pi samples it: three times the mean over answers, weighted.
            var p = logits.log_softmax(0).exp().detach();
            logits.grad?.zero_();
            (3 * PolicyGradientLoss.Mean(logits.log_softmax(0), rewards * p, baseline is null ? null : baseline * p)).backward();
            var exact = -p * (rewards - (p * rewards).sum());
            Assert.True(logits.grad!.allclose(exact, 0, 1e-12));
        }
    }

    [Fact]
    public void Groups_are_their_own_baseline_and_dead_ones_are_counted()
    {
        using var scope = NewDisposeScope();
        var rewards = tensor(new[] { 0.0, 1, 1, 0, 1, 1, 1, 1 }, [2, 4]);
        var advantages = GroupAdvantage.Of(rewards);
        Assert.Equal(0, advantages.sum(1).abs().max().ToDouble(), 1e-12);
        Assert.Equal(0, advantages[1].abs().max().ToDouble());
        Assert.Equal(-0.5 / (Math.Sqrt(1.0 / 3) + 1e-4), advantages[0, 0].ToDouble(), 1e-12);
        Assert.Equal(0.5, GroupAdvantage.DeadShare(rewards));
        Assert.Equal([2.0 / 3, 1.0 / 3, 1.0 / 3, 2.0 / 3], PolicyGradientLoss.LeaveOneOut(rewards)[0].data<double>().ToArray().Select(r => Math.Round(r, 12)), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Contains("at least two answers", Assert.Throws<WorkbookException>(() => GroupAdvantage.Of(rewards.view(8, 1))).Message);
    }

    [Fact]
    public void The_price_of_KL_follows_its_target()
    {
        Assert.Equal(0.1, AdaptiveKl.Next(0.1, 6, 6, 256), 1e-12);
        Assert.Equal(0.1 * (1 + 0.1 * 0.0256), AdaptiveKl.Next(0.1, 6.6, 6, 256), 1e-12);
        Assert.Equal(0.1 * (1 + 0.2 * 0.0256), AdaptiveKl.Next(0.1, 600, 6, 256), 1e-12);
        Assert.Equal(0.1 * (1 - 0.2 * 0.0256), AdaptiveKl.Next(0.1, -1, 6, 256), 1e-12);
    }
}
