using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using LlmWorkbook.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Training;

public sealed class PpoTrainerTests : IDisposable
{
    private const int Stop = 10;
    private readonly Decoder policy;
    private readonly Decoder reference;

    public PpoTrainerTests()
    {
        manual_seed(14);
        policy = new Decoder(new() { VocabularySize = 11, BlockSize = 12, Layers = 1, Heads = 2, Width = 16 }, CPU);
        reference = policy.Copy();
    }

    public void Dispose()
    {
        policy.Dispose();
        reference.Dispose();
    }

    private Rollouts Sample(long seed, int prompts = 8, int each = 4) =>
        Rollouts.Generate(policy, [.. Enumerable.Range(0, prompts * each).Select(n => Enumerable.Repeat(n / each % 9, 1 + n / each % 3).ToArray())], 6, Stop, seed: seed);

    /// <summary>Share of threes.</summary>
    private static IReadOnlyList<double> Threes(Rollouts rollouts) => [.. rollouts.Answers.Select(a => a.Average(t => t == 3 ? 1.0 : 0))];

    [Fact]
    public void Metrics_carry_the_names_of_TRL_and_begin_where_nothing_has_moved()
    {
        using var critic = new ValueModel(policy.Copy());
        using var trainer = new PpoTrainer(policy, reference, critic);
        using var rollouts = Sample(1);
        var metrics = trainer.Step(rollouts, Threes(rollouts), new() { Epochs = 1 });
        Assert.Equal([
            "completions/mean_length", "loss/policy_avg", "loss/value_avg", "objective/entropy", "objective/kl", "objective/kl_coef", "objective/non_score_reward",
            "objective/rlhf_reward", "objective/scores", "policy/approxkl_avg", "policy/clipfrac_avg", "policy/entropy_avg", "val/clipfrac_avg", "val/num_eos_tokens",
            "val/ratio", "val/var_explained"], metrics.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(0, metrics["objective/kl"], 1e-4);
        Assert.Equal(0, metrics["policy/approxkl_avg"], 1e-6);
        Assert.Equal(1, metrics["val/ratio"], 1e-4);
        Assert.Equal(0, metrics["loss/policy_avg"], 1e-4); // whitened
        Assert.Equal(Threes(rollouts).Average(), metrics["objective/scores"], 1e-12);
        Assert.Equal(rollouts.Answers.Average(a => a.Length), metrics["completions/mean_length"], 1e-12);
        Assert.InRange(metrics["policy/entropy_avg"], 2, Math.Log(11));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PPO_earns_more_with_a_critic_and_without_and_leaves_the_reference_alone(bool hasCritic)
    {
        using var scope = NewDisposeScope();
        var before = reference.parameters().Select(p => p.detach().clone()).ToArray();
        using var critic = hasCritic ? new ValueModel(policy.Copy()) : null;
        using var trainer = new PpoTrainer(policy, reference, critic);
        IReadOnlyDictionary<string, double> metrics = new Dictionary<string, double>();
        for (int round = 0; round < 12; round++)
        {
            using var rollouts = Sample(round);
            metrics = trainer.Step(rollouts, Threes(rollouts), new() { LearningRate = 1e-2, Lambda = hasCritic ? 0.95 : 1, Minibatches = 2 });
        }
        Assert.True(metrics["objective/scores"] > 0.6, $"score {metrics["objective/scores"]}");
        Assert.True(metrics["objective/kl"] > 1);
        Assert.Equal(metrics["objective/scores"] - 0.05 * metrics["objective/kl"], metrics["objective/rlhf_reward"], 1e-9);
        Assert.All(reference.parameters().Zip(before), p => Assert.True(p.First.allclose(p.Second, 0, 0)));
    }

    [Fact]
    public void GRPO_earns_more_and_counts_dead_groups()
    {
        using var trainer = new PpoTrainer(policy, reference);
        IReadOnlyDictionary<string, double> metrics = new Dictionary<string, double>();
        for (int round = 0; round < 12; round++)
        {
            using var rollouts = Sample(round);
            metrics = trainer.GroupStep(rollouts, Threes(rollouts), 4, new() { LearningRate = 1e-2 });
        }
        Assert.Equal(["clip_ratio/region_mean", "completions/mean_length", "frac_reward_zero_std", "kl", "policy/approxkl_avg", "policy/entropy_avg", "reward", "reward_std"],
            metrics.Keys.Order(StringComparer.Ordinal));
        Assert.True(metrics["reward"] > 0.6, $"reward {metrics["reward"]}");
        Assert.True(metrics["kl"] > 0.1);
        using var dead = Sample(99);
        Assert.Equal(1, trainer.GroupStep(dead, [.. Enumerable.Repeat(0.5, 32)], 4, new() { LearningRate = 0 })["frac_reward_zero_std"]);
    }

    [Fact]
    public void Halves_of_a_minibatch_give_the_gradient_of_the_whole()
    {
        using var scope = NewDisposeScope();
        using var rollouts = Sample(2);
        using var whole = policy.Copy();
        using (var trainer = new PpoTrainer(policy, reference))
            trainer.GroupStep(rollouts, Threes(rollouts), 4, new() { LearningRate = 1e-2, Epochs = 1, KlCoefficient = 0, ClipNorm = 0 });
        var advantages = GroupAdvantage.Of(tensor(Threes(rollouts).Select(s => (float)s).ToArray()).view(-1, 4)).view(-1, 1).expand_as(rollouts.LogProbabilities);
        PpoLoss.Policy(LogProbabilities.OfAsked(rollouts.Scores(whole), rollouts.Said), rollouts.LogProbabilities, advantages, rollouts.IsResponse, 0.2).backward();
        using var adam = optim.Adam(whole.parameters(), 1e-2);
        adam.step();
        // Adam's first step is the gradient's sign: where the gradient is next to nothing, rounding decides.
        var apart = whole.parameters().Zip(policy.parameters()).SelectMany(p => (p.First - p.Second).abs().flatten().data<float>().ToArray()).ToList();
        Assert.True(apart.Count(d => d > 1e-4) < 0.01 * apart.Count, $"{apart.Count(d => d > 1e-4)} of {apart.Count} parameters differ");
        Assert.Contains(whole.parameters().Zip(reference.parameters()), p => (p.First - p.Second).abs().max().ToDouble() > 5e-3);
    }

    [Fact]
    public void Halves_are_about_as_much_to_read_and_together_all_of_it()
    {
        using var rollouts = Sample(3);
        var (few, many) = rollouts.Halves(Enumerable.Range(0, 32).Select(n => (long)n));
        Assert.Equal(Enumerable.Range(0, 32).Select(n => (long)n), few.Concat(many).Order());
        int Width(long[] rows) => rollouts.Pick(rows).Width;
        Assert.InRange(Width(few), 1, Width(many));
        Assert.InRange((double)few.Length * Width(few) / (many.Length * Width(many)), 0.7, 1.5);
    }

    [Fact]
    public void The_batch_is_left_once_the_policy_has_moved_too_far()
    {
        double Moved(double? stop)
        {
            using var learner = reference.Copy();
            using var trainer = new PpoTrainer(learner, reference);
            using var rollouts = Sample(5);
            var config = new PpoConfig { LearningRate = 2e-2, Epochs = 20, ClipRange = double.PositiveInfinity, StopKl = stop };
            trainer.Step(rollouts, Threes(rollouts), config);
            return trainer.Step(rollouts, Threes(rollouts), config with { Epochs = 1, StopKl = null })["policy/approxkl_avg"];
        }
        Assert.True(Moved(0.02) < 0.3);
        Assert.True(Moved(null) > 0.5);
    }

    [Fact]
    public void The_price_of_KL_rises_towards_a_target_that_is_exceeded()
    {
        using var trainer = new PpoTrainer(policy, reference);
        var config = new PpoConfig { LearningRate = 1e-2, TargetKl = 1e-3 };
        double[] prices = new double[8];   // by then the distance is no longer a matter of chance
        for (int round = 0; round < prices.Length; round++)
        {
            using var rollouts = Sample(round);
            prices[round] = trainer.Step(rollouts, Threes(rollouts), config)["objective/kl_coef"];
        }
        Assert.Equal(0.05, prices[0]);
        Assert.Equal(prices[^2] * (1 + 0.2 * 32 / 10_000), prices[^1], 1e-9);
    }

    [Fact]
    public void A_bonus_keeps_the_entropy_up()
    {
        double Entropy(double bonus)
        {
            using var learner = reference.Copy();
            using var trainer = new PpoTrainer(learner, reference);
            double last = 0;
            for (int round = 0; round < 6; round++)
            {
                using var rollouts = Rollouts.Generate(learner, [.. Enumerable.Repeat(new[] { 1, 2 }, 32)], 6, Stop, seed: round);
                last = trainer.Step(rollouts, Threes(rollouts), new() { LearningRate = 1e-2, EntropyCoefficient = bonus })["policy/entropy_avg"];
            }
            return last;
        }
        Assert.True(Entropy(1) > Entropy(0) + 0.1);
    }
}
