using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using LlmWorkbook.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Training;

public sealed class DpoObjectiveTests : IDisposable
{
    private static readonly Preference[] Preferences = [new([1, 2], [3, 3, 10], [4, 10]), new([5], [3, 10], [6, 7, 8, 10]), new([1, 2, 9], [3, 10], [9, 9, 10])];
    private readonly Decoder policy;
    private readonly Decoder reference;

    public DpoObjectiveTests()
    {
        manual_seed(15);
        policy = new Decoder(new() { VocabularySize = 11, BlockSize = 12, Layers = 1, Heads = 2, Width = 16 }, CPU);
        reference = policy.Copy();
    }

    public void Dispose()
    {
        policy.Dispose();
        reference.Dispose();
    }

    [Fact]
    public void Training_starts_at_ln_2_and_the_chosen_answers_gain()
    {
        using var scope = NewDisposeScope();
        var before = reference.parameters().Select(p => p.detach().clone()).ToArray();
        var dpo = new DpoObjective(policy, reference, 0.5);
        var batches = new PreferenceBatches(Preferences, 4, pad: 0, seed: 3, CPU);
        using var trainer = new Trainer(policy, dpo.Loss, n => batches[n]);
        var (losses, metrics) = (new List<double>(), new List<IReadOnlyDictionary<string, double>>());
        foreach (var step in trainer.Run(new() { Steps = 30, LearningRate = 1e-2, WarmupSteps = 0, EvaluateEvery = 0 }))
        {
            losses.Add(step.Loss);
            metrics.Add(dpo.TakeMetrics());
        }
        Assert.Equal(0, metrics[0]["rewards/margins"], 1e-5);
        Assert.Equal(Math.Log(2), losses[0], 1e-6);
        Assert.True(losses[^1] < 0.3);
        Assert.Equal(1, metrics[^1]["rewards/accuracies"]);
        Assert.True(metrics[^1]["rewards/margins"] > 1);
        Assert.Empty(dpo.TakeMetrics());
        Assert.All(reference.parameters().Zip(before), p => Assert.True(p.First.allclose(p.Second, 0, 0)));
    }

    [Fact]
    public void Other_losses_take_its_place()
    {
        using var scope = NewDisposeScope();
        using var batch = new PreferenceBatches(Preferences, 3, pad: 0, seed: 3, CPU)[0];
        Assert.Equal(1 / (4 * 0.25), new DpoObjective(policy, reference, 0.5, IpoLoss.Mean).Loss(batch).ToDouble(), 1e-5);
    }

    [Fact]
    public void Of_rankings_all_pairs_count_and_the_better_one_is_the_chosen()
    {
        using var scope = NewDisposeScope();
        using (no_grad())
            foreach (var parameter in policy.parameters())
                parameter.add_(randn_like(parameter), 0.2);
        int[] prompt = [1, 2];
        int[][] answers = [[3, 3, 10], [4, 10], [5, 6, 7, 10]];
        double Pair(int better, int worse)
        {
            using var batch = AnswerRows.Of([(prompt, answers[better]), (prompt, answers[worse])], 0, CPU);
            return new DpoObjective(policy, reference, 0.5).Loss(batch).ToDouble();
        }
        using var two = AnswerRows.Packed([(prompt, answers), (prompt, [answers[2], answers[0], answers[1]])], 0, CPU);
        var dpo = new DpoObjective(policy, reference, 0.5);
        double[] expected = [Pair(0, 1), Pair(0, 2), Pair(1, 2), Pair(2, 0), Pair(2, 1), Pair(0, 1)];
        Assert.True(expected.Max() - expected.Min() > 0.1);
        Assert.Equal(expected.Average(), dpo.OfRankings(two, 3).ToDouble(), 1e-5);
        Assert.Equal(expected.Average(loss => loss < Math.Log(2) ? 1.0 : 0), dpo.TakeMetrics()["rewards/accuracies"], 1e-9);
    }

    [Fact]
    public void Metrics_are_means_over_the_batches_of_a_step_in_whatever_thread_they_were()
    {
        using var scope = NewDisposeScope();
        using (no_grad())
            foreach (var parameter in policy.parameters())
                parameter.add_(randn_like(parameter), 0.2);
        var batches = new PreferenceBatches(Preferences, 2, pad: 0, seed: 3, CPU);
        var dpo = new DpoObjective(policy, reference, 0.5);
        double Of(int n)
        {
            using var inner = NewDisposeScope();
            using var batch = batches[n];
            dpo.Loss(batch);
            return n;
        }
        var each = new[] { 0, 1 }.Select(n => (Of(n), dpo.TakeMetrics()).Item2["rewards/margins"]).ToList();
        Assert.NotEqual(each[0], each[1]);
        SideBySide.Run(() => Of(0), () => Of(1));
        Assert.Equal(each.Average(), dpo.TakeMetrics()["rewards/margins"], 1e-6);
    }

    [Fact]
    public void A_reward_model_learns_from_the_same_batches()
    {
        using var model = new RewardModel(policy.Copy());
        var batches = new PreferenceBatches(Preferences, 4, pad: 0, seed: 3, CPU);
        using var trainer = new Trainer(model, batch =>
        {
            var rewards = model.Rewards(batch.Inputs, batch.IsPad).chunk(2);
            return PairwiseLoss.Mean(rewards[0], rewards[1]);
        }, n => batches[n]);
        var losses = trainer.Run(new() { Steps = 30, LearningRate = 1e-2, WarmupSteps = 0, EvaluateEvery = 0 }).Select(s => s.Loss).ToList();
        Assert.Equal(Math.Log(2), losses[0], 1e-6);
        Assert.True(losses[^1] < 0.1);
    }
}
