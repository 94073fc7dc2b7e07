using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Lessons;

/// <summary>
/// All hyper-parameters of the lesson on the whole road: one fine-tuned model, one reward model, and from there PPO, DPO and GRPO, each on
/// the questions of the world with answers of the policy's own.
/// </summary>
public sealed record RoadConfig
{
    /// <summary>Answers in each round of PPO and GRPO.</summary>
    public int Answers { get; init => field = Check.Within(value, 4, 10_000); } = 256;

    /// <summary>Rounds of PPO and of GRPO.</summary>
    public int Rounds { get; init => field = Check.Within(value, 1, 1_000_000); } = 60;

    /// <summary>Answers to each question in GRPO, G.</summary>
    public int GroupSize { get; init => field = Check.Within(value, 2, 1_000); } = 8;

    /// <summary>Highest learning rate of PPO and GRPO; it rises for an eighth of the rounds and falls to 0 along a straight line.</summary>
    public double LearningRate { get; init => field = Check.Within(value, 0, 1); } = 5e-4;

    /// <summary>Price of one nat of KL to the fine-tuned model in PPO, in units of reward.</summary>
    public double KlCoefficient { get; init => field = Check.Within(value, 0, 100); } = 0.15;

    /// <summary>GRPO's beta: the weight of one nat of KL a token beside the policy's loss, whose advantages are whitened.</summary>
    public double GrpoBeta { get; init => field = Check.Within(value, 0, 100); } = 0.05;

    /// <summary>Questions to each of which as many answers of the fine-tuned model are ranked for DPO as <see cref="RewardConfig.Answers"/> says.</summary>
    public int Rankings { get; init => field = Check.Within(value, 2, 1_000_000); } = 9_600;

    /// <summary>Optimiser steps of DPO.</summary>
    public int DpoSteps { get; init => field = Check.Within(value, 1, 1_000_000); } = 600;

    /// <summary>Rankings per batch of DPO; a step learns from two batches.</summary>
    public int DpoBatchSize { get; init => field = Check.Within(value, 1, 10_000); } = 8;

    /// <summary>Learning rate of DPO at the beginning; it falls to 0.</summary>
    public double DpoLearningRate { get; init => field = Check.Within(value, 0, 1); } = 3e-4;

    /// <summary>DPO's beta.</summary>
    public double DpoBeta { get; init => field = Check.Within(value, 0.001, 100); } = 0.3;

    /// <summary>Longest answer in tokens.</summary>
    public int MaxTokens { get; init => field = Check.Within(value, 1, 64); } = 24;

    /// <summary>Held-out questions that are asked in the end; there are about 1,100.</summary>
    public int HeldOut { get; init => field = Check.Within(value, 2, 100_000); } = 1_100;

    /// <summary>Fixes questions and samples.</summary>
    public long Seed { get; init; } = 1337;

    /// <summary>The lesson on reward models, and by it all lessons before.</summary>
    public RewardConfig Reward { get; init; } = new();

    /// <summary>Whether this is the test scale, whose models are not kept.</summary>
    public bool IsFast => Reward.FineTuning.IsFast;

    /// <summary>The same at test scale: seconds instead of minutes.</summary>
    public RoadConfig Fast() => this with
    {
        Answers = Math.Min(Answers, 16),
        Rounds = Math.Min(Rounds, 2),
        GroupSize = Math.Min(GroupSize, 4),
        Rankings = Math.Min(Rankings, 10),
        DpoSteps = Math.Min(DpoSteps, 3),
        DpoBatchSize = Math.Min(DpoBatchSize, 2),
        MaxTokens = Math.Min(MaxTokens, 12),
        HeldOut = Math.Min(HeldOut, 20),
        Reward = Reward.Fast(),
    };

    /// <summary>The questions that policies are trained on: those that the fine-tuned model was taught to answer.</summary>
    public static IReadOnlyList<Question> Questions { get; } = All(Split.Train);

    /// <summary>Questions that no stage has asked: their pairs of kind and country are held out.</summary>
    public IReadOnlyList<Question> HeldOutQuestions()
    {
        var random = SplitMix64.At(Seed, -1);
        return [.. All(Split.Composition).OrderBy(_ => random.NextDouble()).Take(HeldOut)];
    }

    /// <summary>PPO on sampled answers to drawn questions, with a critic that begins as the reward model; each round is told as it is done.</summary>
    /// <param name="policy">What is trained.</param>
    /// <param name="reference">What it is held near.</param>
    /// <param name="rewardModel">What the answers are judged by.</param>
    /// <returns>TRL's metrics of each round.</returns>
    public IEnumerable<Round> Ppo(Decoder policy, Decoder reference, RewardModel rewardModel)
    {
        using var critic = new ValueModel(rewardModel);
        using var trainer = new PpoTrainer(policy, reference, critic);
        var config = PpoUpdates();
        // Sampling, reference, critic, and two networks trained in each epoch.
        foreach (var round in Rounded(policy, said => RewardScores.Of(rewardModel, said), 1, 2 + 2 + 2 + 2 * 6 * config.Epochs, (rollouts, scores, rate) => trainer.Step(rollouts, scores, config with { LearningRate = rate })))
            yield return round;
    }

    /// <summary>GRPO on groups of sampled answers.</summary>
    /// <param name="policy">What is trained.</param>
    /// <param name="reference">What it is held near.</param>
    /// <param name="reward">The reward of each (question, answer).</param>
    /// <returns>TRL's metrics of each round.</returns>
    public IEnumerable<Round> Grpo(Decoder policy, Decoder reference, Func<IReadOnlyList<(string, string)>, IReadOnlyList<double>> reward)
    {
        using var trainer = new PpoTrainer(policy, reference);
        var config = GrpoUpdates();
        foreach (var round in Rounded(policy, reward, GroupSize, 2 + 2 + 6 * config.Epochs, (rollouts, scores, rate) => trainer.GroupStep(rollouts, scores, GroupSize, config with { LearningRate = rate })))
            yield return round;
    }

    /// <summary>Several answers of a model to each of many questions, ranked as people would.</summary>
    public IReadOnlyList<Ranking> Ranked(Decoder model) => (Reward with { Seed = Seed }).OwnRanked(model, Rankings, MaxTokens);

    /// <summary>DPO on rankings; each step is told as it is taken.</summary>
    /// <param name="policy">What is trained.</param>
    /// <param name="reference">What it is held near.</param>
    /// <param name="rankings">See <see cref="Ranked"/>.</param>
    /// <returns>TRL's metrics of each step.</returns>
    public IEnumerable<Round> Dpo(Decoder policy, Decoder reference, IReadOnlyList<Ranking> rankings)
    {
        var batches = new RankingBatches(rankings, DpoBatchSize, Seed, policy.Device);
        var objective = new DpoObjective(policy, reference, DpoBeta);
        using var trainer = new Trainer(policy, batch => objective.OfRankings(batch, Reward.Answers), n => batches[n]);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        foreach (var step in trainer.Run(DpoTraining()))
            yield return new(step.Step - 1, new Dictionary<string, double>(objective.TakeMetrics()) { ["loss"] = step.Loss }, trainer.Tokens, 8.0 * policy.ParameterCount * trainer.Tokens, clock.Elapsed.TotalSeconds);
    }

    /// <summary>The updates of PPO.</summary>
    public PpoConfig PpoUpdates() => GrpoUpdates() with { KlCoefficient = KlCoefficient, ValueCoefficient = 0.5, ValueClipRange = double.PositiveInfinity };

    /// <summary>The updates of GRPO.</summary>
    public PpoConfig GrpoUpdates() => new() { KlCoefficient = GrpoBeta, Epochs = 1, Minibatches = 4, Seed = Seed };

    /// <summary>The training run of DPO.</summary>
    public TrainingConfig DpoTraining() => new() { Steps = DpoSteps, BatchSize = DpoBatchSize, GradientAccumulation = 2, LearningRate = DpoLearningRate, MinLearningRate = 0, WarmupSteps = DpoSteps / 20, WeightDecay = 0, EvaluateEvery = 0, Seed = Seed };

    /// <summary>One sampled answer of a model to each question, at temperature 1.</summary>
    public IReadOnlyList<string> Say(Decoder model, IReadOnlyList<Question> questions, long seed) => Chat.Sample(model, [.. questions.Select(q => q.Text)], seed, MaxTokens);

    /// <summary>r* of each (question, answer): the reward that a program can check, for GRPO.</summary>
    public static IReadOnlyList<double> Checked(IReadOnlyList<(string Question, string Answer)> said) => [.. said.Select(s => Data.Reward.Of(s.Question, s.Answer).Total)];

    /// <summary>r* of each answer.</summary>
    public static IReadOnlyList<double> Gold(IReadOnlyList<Question> questions, IReadOnlyList<string> answers) => [.. questions.Zip(answers, (q, a) => Data.Reward.Of(q, a).Total)];

    /// <summary>r* of the best answer to each question.</summary>
    public static IReadOnlyList<double> Best(IReadOnlyList<Question> questions) => [.. questions.Select(q => AnswerSpace.Candidates(q).Max(c => c.Terms.Total))];

    private IEnumerable<Round> Rounded(Decoder policy, Func<IReadOnlyList<(string, string)>, IReadOnlyList<double>> reward, int each, int flopsPerWeight, Func<Rollouts, IReadOnlyList<double>, double, IReadOnlyDictionary<string, double>> update)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        long tokens = 0;
        for (int round = 0; round < Rounds; round++)
        {
            StopButton.Check();
            var random = SplitMix64.At(Seed, round);
            var asked = Enumerable.Range(0, (Answers + each - 1) / each).Select(_ => Questions[random.Next(Questions.Count)]).SelectMany(q => Enumerable.Repeat(q, each)).ToList();
            using var rollouts = Rollouts.Generate(policy, [.. asked.Select(q => ChatTemplate.Prompt(q.Text))], MaxTokens, ChatTemplate.End, seed: Seed + round);
            var metrics = update(rollouts, reward([.. asked.Select(q => q.Text).Zip(rollouts.Texts)]), Schedule.WarmupLinear(LearningRate, round, Rounds, Rounds / 8));
            tokens += rollouts.Inputs.numel();
            yield return new(round, metrics, tokens, (double)flopsPerWeight * policy.ParameterCount * tokens, clock.Elapsed.TotalSeconds);
        }
    }

    private static IReadOnlyList<Question> All(Split split) => [.. Enum.GetValues<Language>().SelectMany(language => Question.All(language, split))];
}

/// <summary>What one round of a stage has told.</summary>
/// <param name="Number">Number of the round or step, from 0.</param>
/// <param name="Metrics">Its metrics, under TRL's names.</param>
/// <param name="Tokens">Tokens read or said since the stage began.</param>
/// <param name="Flops">Floating-point operations since then: 2 for each weight and token read, 6 for each token trained on (Kaplan et al. 2020).</param>
/// <param name="Seconds">Seconds since then.</param>
public sealed record Round(int Number, IReadOnlyDictionary<string, double> Metrics, long Tokens, double Flops, double Seconds);
