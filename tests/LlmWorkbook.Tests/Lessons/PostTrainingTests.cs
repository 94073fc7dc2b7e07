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
    private static readonly long[] seeds = [1, 2, 3];
    private static readonly Lazy<Decoder> fineTuned = new(new FineTuningConfig().FineTuned);

    [FullFact]
    public void TheRewardModelComesWithin2PointsOfOneWhoKnowsTheTrueReward()
    {
        foreach (long seed in seeds)
        {
            var config = new RewardConfig { Seed = seed, EvaluateEvery = 0 };
            using var model = Rewarder(config);
            PreferencePair[] heldOut = [.. config.Ranked(Split.Validation, 1_000).SelectMany(r => r.Pairs)];
            Assert.True(heldOut.Length >= 5_000, $"{heldOut.Length} pairs");
            var margins = RewardScores.Margins(model, heldOut);
            double accuracy = margins.Average(d => d > 0 ? 1.0 : 0), bayes = heldOut.Average(p => p.Margin > 0 ? 1.0 : p.Margin == 0 ? 0.5 : 0);
            double loss = margins.Average(d => Math.Log(1 + Math.Exp(-d)));
            output.WriteLine($"seed {seed}: accuracy {accuracy:P2}, Bayes {bayes:P2}; loss {loss:F4}, floor {PreferencePair.BayesLoss(heldOut):F4} nats per pair");
            Assert.InRange(accuracy, bayes - 0.02, 1);
        }
    }

    [FullFact]
    public void PpoDpoAndGrpoGainInTrueRewardAndCloseAThirdOfTheGap()
    {
        foreach (long seed in seeds)
        {
            var config = new RoadConfig { Seed = seed };
            using var rewarder = Rewarder(config.Reward with { Seed = seed });
            IReadOnlyList<double> Score(IReadOnlyList<(string, string)> said) => RewardScores.Of(rewarder, said);
            var sft = fineTuned.Value;
            var questions = config.HeldOutQuestions();
            Assert.True(questions.Count >= 1_000, $"{questions.Count} questions");
            var before = RoadConfig.Gold(questions, config.Say(sft, questions, seed));
            double gap = RoadConfig.Best(questions).Average() - before.Average();
            foreach (var (name, stage) in new (string, Func<Decoder, IEnumerable<Round>>)[]
            {
                ("PPO", p => config.Ppo(p, sft, Score)), ("DPO", p => config.Dpo(p, sft, config.Compared(sft))), ("GRPO", p => config.Grpo(p, sft, Score)),
            })
            {
                using var policy = sft.Copy();
                foreach (var _ in stage(policy))
                {
                }
                var gain = PairedGain.Of(RoadConfig.Gold(questions, config.Say(policy, questions, seed)), before);
                double forgotten = new FineTuningConfig().PretrainingExcess(policy).Mean - new FineTuningConfig().PretrainingExcess(sft).Mean;
                output.WriteLine($"seed {seed}, {name}: SFT {before.Average():F3}, gain {gain.Mean:F3} (95 % lower bound {gain.Lower:F3}), {gain.Mean / gap:P0} of the gap, wins {gain.WinRate:P0}, pretraining text {forgotten:+0.00;-0.00} nats a token");
                Assert.True(gain.Lower > 0, $"{name}, seed {seed}: {gain}");
                Assert.True(gain.Mean >= 0.3 * gap, $"{name}, seed {seed}: {gain.Mean:F3} of {gap:F3}");
            }
        }
    }

    private static RewardModel Rewarder(RewardConfig config)
    {
        TorchSharp.torch.manual_seed(config.Seed);
        var model = new RewardModel(fineTuned.Value.Copy());
        var batches = config.Batches(config.Ranked(Split.Train, config.Rankings));
        using var trainer = new Trainer(model, b => config.Loss(model, b), n => batches[n]);
        foreach (var _ in trainer.Run(config.Training() with { EvaluateEvery = 0 }))
        {
        }
        return model;
    }
}
