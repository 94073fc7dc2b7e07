using LlmWorkbook.Data;
using LlmWorkbook.Lessons;
using LlmWorkbook.Metrics;
using LlmWorkbook.Models;
using LlmWorkbook.Training;
using Xunit.Abstractions;

namespace LlmWorkbook.Tests.Lessons;

/// <summary>The post-training stages at their own scale on three seeds: what each gains in true reward, on questions that none has asked.</summary>
public class PostTrainingTests(ITestOutputHelper output)
{
    private const int Times = 4;
    private static readonly Lazy<Decoder> fineTuned = new(new FineTuningConfig().FineTuned);

    [FullTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void TheRewardModelComesWithin2PointsOfTheTrueRewardAndPpoDpoAndGrpoClose30PercentOfTheGap(long seed)
    {
        var sft = fineTuned.Value;
        var config = new RoadConfig { Seed = seed, Reward = new() { Seed = seed, EvaluateEvery = 0 } };
        using var rewarder = Rewarder(config.Reward, sft);
        PreferencePair[] heldOut = [.. config.Reward.Ranked(Split.Validation, 1_000).SelectMany(r => r.Pairs)];
        Assert.True(heldOut.Length >= 5_000, $"{heldOut.Length} pairs");
        var margins = RewardScores.Margins(rewarder, heldOut);
        double accuracy = margins.Average(d => d > 0 ? 1.0 : 0), bayes = heldOut.Average(p => p.Margin > 0 ? 1.0 : p.Margin == 0 ? 0.5 : 0);
        double loss = margins.Average(d => Math.Log(1 + Math.Exp(-d)));
        output.WriteLine($"seed {seed}, reward model: accuracy {accuracy:P2}, Bayes {bayes:P2} on {heldOut.Length:N0} pairs; loss {loss:F4}, floor {PreferencePair.BayesLoss(heldOut):F4} nats per pair");
        Assert.InRange(accuracy, bayes - 0.02, 1);

        var questions = config.HeldOutQuestions();
        Assert.True(questions.Count >= 1_000, $"{questions.Count} questions");
        // Each question is asked several times: with one answer each, the samples alone move the gain by 3 points of the gap.
        double[] Gold(Decoder model) => [.. Enumerable.Range(0, Times).Select(n => RoadConfig.Gold(questions, config.Say(model, questions, seed + 1_000_000 * n)))
            .Aggregate((sum, more) => [.. sum.Zip(more, (a, b) => a + b)]).Select(sum => sum / Times)];
        var before = Gold(sft);
        double gap = RoadConfig.Best(questions).Average() - before.Average();
        foreach (var (name, stage) in new (string, Func<Decoder, IEnumerable<Round>>)[]
        {
            ("PPO", p => config.Ppo(p, sft, rewarder)), ("DPO", p => config.Dpo(p, sft, config.Ranked(sft))), ("GRPO", p => config.Grpo(p, sft, RoadConfig.Checked)),
        })
        {
            using var policy = sft.Copy();
            foreach (var _ in stage(policy))
            {
            }
            var gain = PairedGain.Of(Gold(policy), before);
            double forgotten = new FineTuningConfig().PretrainingExcess(policy).Mean - new FineTuningConfig().PretrainingExcess(sft).Mean;
            output.WriteLine($"seed {seed}, {name}: SFT {before.Average():F3}, gain {gain.Mean:F3} (95 % lower bound {gain.Lower:F3}), {gain.Mean / gap:P0} of the gap, pretraining text {forgotten:+0.000;-0.000} nats a token");
            Assert.True(gain.Lower > 0, $"{name}, seed {seed}: {gain}");
            Assert.True(gain.Mean >= 0.3 * gap, $"{name}, seed {seed}: {gain.Mean:F3} of {gap:F3}");
        }
    }

    private static RewardModel Rewarder(RewardConfig config, Decoder sft)
    {
        TorchSharp.torch.manual_seed(config.Seed);
        var model = new RewardModel(sft.Copy());
        using var trainer = new Trainer(model, b => config.Loss(model, b), config.Batches(config.TrainingRankings(sft)));
        foreach (var _ in trainer.Run(config.Training()))
        {
        }
        return model;
    }
}
