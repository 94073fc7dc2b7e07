using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using LlmWorkbook.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Lessons;

/// <summary>All hyper-parameters of the lesson on reward models.</summary>
public sealed record RewardConfig
{
    /// <summary>Ranked questions to learn from, half of them in each language.</summary>
    public int Rankings { get; init => field = Check.Within(value, 2, 1_000_000); } = 20_000;

    /// <summary>Ranked questions whose answers are the fine-tuned model's own, as it is those that a policy begins with.</summary>
    public int OwnRankings { get; init => field = Check.Within(value, 0, 1_000_000); } = 4_000;

    /// <summary>Ranked questions held out, half of them in each language.</summary>
    public int HeldOutRankings { get; init => field = Check.Within(value, 2, 100_000); } = 200;

    /// <summary>Answers in each ranking, K; each gives K (K - 1) / 2 pairs.</summary>
    public int Answers { get; init => field = Check.Within(value, 2, 9); } = 8;

    /// <summary>Rankings per batch; a step learns from two batches.</summary>
    public int BatchSize { get; init => field = Check.Within(value, 1, 4_096); } = 4;

    /// <summary>Optimiser steps.</summary>
    public int Steps { get; init => field = Check.Within(value, 1, 100_000_000); } = 3_000;

    /// <summary>In one of so many steps the pretraining's text is in the loss as well, against forgetting the facts; 0 for none.</summary>
    public int RehearseEvery { get; init => field = Check.AtLeast(value, 0); } = 3;

    /// <summary>Sequences of that text in each of the two batches of such a step.</summary>
    public int RehearsalSize { get; init => field = Check.Within(value, 1, 4_096); } = 3;

    /// <summary>The weight of that text's loss.</summary>
    public double RehearsalWeight { get; init => field = Check.AtLeast(value, 0); } = 0.5;

    /// <summary>Highest learning rate; the lowest is a twentieth of it.</summary>
    public double LearningRate { get; init => field = Check.Within(value, 0, 10); } = 1e-3;

    /// <summary>Steps of linear warm-up.</summary>
    public int WarmupSteps { get; init => field = Check.AtLeast(value, 0); } = 30;

    /// <summary>Steps between two evaluations.</summary>
    public int EvaluateEvery { get; init => field = Check.AtLeast(value, 0); } = 500;

    /// <summary>Fixes rankings and batches.</summary>
    public long Seed { get; init; } = 1337;

    /// <summary>The lesson before, whose model is the body of the reward model.</summary>
    public FineTuningConfig FineTuning { get; init; } = new();

    /// <summary>The same at test scale: seconds instead of minutes.</summary>
    public RewardConfig Fast() => this with
    {
        Rankings = Math.Min(Rankings, 40),
        OwnRankings = Math.Min(OwnRankings, 4),
        HeldOutRankings = Math.Min(HeldOutRankings, 10),
        BatchSize = Math.Min(BatchSize, 8),
        Steps = Math.Min(Steps, 10),
        WarmupSteps = Math.Min(WarmupSteps, 2),
        EvaluateEvery = 5,
        FineTuning = FineTuning.Fast(),
    };

    /// <summary>Rankings of a split, half in each language; number n depends on (seed, n) alone.</summary>
    public IReadOnlyList<Ranking> Ranked(Split split, int count) =>
        [.. Enum.GetValues<Language>().SelectMany(language => Data.Rankings.Documents(language, split, Seed, (count + 1) / 2, Answers))];

    /// <summary>Rankings to learn from: the world's answers, and K sampled ones of a model to each of <see cref="OwnRankings"/> questions (Ouyang et al. 2022).</summary>
    /// <param name="model">The fine-tuned model.</param>
    public IReadOnlyList<Ranking> TrainingRankings(Decoder model) => [.. Ranked(Split.Train, Rankings), .. OwnRanked(model, OwnRankings)];

    /// <summary>K sampled answers of a model to each of some questions that it was trained on, ranked.</summary>
    /// <param name="model">The fine-tuned model.</param>
    /// <param name="count">How many questions.</param>
    /// <param name="maxTokens">Longest answer in tokens.</param>
    public IReadOnlyList<Ranking> OwnRanked(Decoder model, int count, int maxTokens = 24)
    {
        var random = SplitMix64.At(Seed, -7);
        Question[] asked = [.. Enumerable.Range(0, count).Select(_ => RoadConfig.Questions[random.Next(RoadConfig.Questions.Count)])];
        string[][] said = [.. Chat.Sample(model, [.. asked.SelectMany(q => Enumerable.Repeat(q.Text, Answers))], Seed, maxTokens).Chunk(Answers)];
        return [.. asked.Zip(said, (question, answers) => Data.Rankings.Of(question, answers, random))];
    }

    /// <summary>Rankings as batches, and with one of <see cref="RehearseEvery"/> the text that the base model has learned from.</summary>
    public Func<long, Batch> Batches(IReadOnlyList<Ranking> rankings)
    {
        var ranked = new RankingBatches(rankings, BatchSize, Seed, Compute.Device);
        if (RehearseEvery == 0)
            return n => ranked[n];
        var old = FineTuning.PretrainingBatches(RehearsalSize);
        return n =>
        {
            var batch = ranked[n];
            batch.Rehearsal = n / 2 % RehearseEvery == 0 ? old(n) : null;     // n / 2 is the step: both of its batches rehearse, or neither
            return batch;
        };
    }

    /// <summary>The reward model's loss on a batch of rankings, in nats per pair; what is rehearsed adds its weighted gradient, not its value.</summary>
    public Tensor Loss(RewardModel model, Batch batch)
    {
        using var scope = NewDisposeScope();
        var loss = PairwiseLoss.OfRankings(model.Rewards(batch).view(-1, Answers));
        if (batch.Rehearsal is { } old)
        {
            var rehearsed = RehearsalWeight * NextTokenLoss.Mean(model.Body.call(old.Inputs), old.Targets);
            loss = loss + (rehearsed - rehearsed.detach());
        }
        return loss.MoveToOuterDisposeScope();
    }

    /// <summary>The reward model of lesson 7; if that lesson has not been run yet, its model is trained now, as it does it.</summary>
    public RewardModel Trained()
    {
        if (StageModel.LoadReward() is { } model)
            return model;
        var body = FineTuning.FineTuned();
        Console.WriteLine($"There is no reward model yet, as lesson 7 has not been run; it is trained now, {Steps:N0} steps.");
        var rankings = TrainingRankings(body);
        manual_seed(Seed);
        model = new RewardModel(body);
        using var trainer = new Trainer(model, b => Loss(model, b), Batches(rankings));
        foreach (var _ in trainer.Run(Training() with { EvaluateEvery = 0 }))
        {
        }
        if (!FineTuning.IsFast)
            StageModel.Save(model, trainer.History);
        return model;
    }

    /// <summary>Pairs as batches: the chosen answers, then the rejected ones.</summary>
    public PreferenceBatches Batches(IEnumerable<PreferencePair> pairs) => new([.. pairs.Select(Tokens)], BatchSize, WorldTokenizer.Special.Pad, Seed, Compute.Device);

    /// <summary>A pair as token ids, in the form of <see cref="ChatTemplate"/>.</summary>
    public static Preference Tokens(PreferencePair pair) =>
        new(ChatTemplate.Prompt(pair.Question.Text), ChatTemplate.Answer(pair.Chosen.Text), ChatTemplate.Answer(pair.Rejected.Text));

    /// <summary>The training run.</summary>
    public TrainingConfig Training() => new()
    {
        Steps = Steps,
        BatchSize = BatchSize,
        GradientAccumulation = 2,
        LearningRate = LearningRate,
        MinLearningRate = LearningRate / 20,
        WarmupSteps = WarmupSteps,
        WeightDecay = 0.01,
        EvaluateEvery = EvaluateEvery,
        Seed = Seed,
    };
}
