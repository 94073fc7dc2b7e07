using LlmWorkbook.Data;
using LlmWorkbook.Metrics;
using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using LlmWorkbook.Training;
using static TorchSharp.torch;

namespace LlmWorkbook.Lessons;

/// <summary>All hyper-parameters of the lesson on supervised fine-tuning.</summary>
public sealed record FineTuningConfig
{
    private bool isFast;

    /// <summary>Whether this is the test scale, whose model is not kept for later lessons.</summary>
    public bool IsFast => isFast;

    /// <summary>Chats to learn from, half of them in each language.</summary>
    public int Chats { get; init => field = Check.Within(value, 2, 1_000_000); } = 8_000;

    /// <summary>Held-out chats, half of them in each language.</summary>
    public int HeldOutChats { get; init => field = Check.Within(value, 4, 100_000); } = 400;

    /// <summary>Chats per batch.</summary>
    public int BatchSize { get; init => field = Check.Within(value, 1, 65_536); } = 24;

    /// <summary>Optimiser steps.</summary>
    public int Steps { get; init => field = Check.Within(value, 1, 100_000_000); } = 1_600;

    /// <summary>Of so many batches one is of the pretraining's text, against forgetting (rehearsal, Robins 1995); 0 for none.</summary>
    public int RehearseEvery { get; init => field = Check.AtLeast(value, 0); } = 4;

    /// <summary>Highest learning rate; the lowest is a twentieth of it.</summary>
    public double LearningRate { get; init => field = Check.Within(value, 0, 10); } = 2e-3;

    /// <summary>Steps of linear warm-up.</summary>
    public int WarmupSteps { get; init => field = Check.AtLeast(value, 0); } = 50;

    /// <summary>Steps between two evaluations.</summary>
    public int EvaluateEvery { get; init => field = Check.AtLeast(value, 0); } = 200;

    /// <summary>Fixes chats and batches.</summary>
    public long Seed { get; init; } = 1337;

    /// <summary>The same at test scale: seconds instead of minutes.</summary>
    public FineTuningConfig Fast() => this with
    {
        isFast = true,
        Chats = Math.Min(Chats, 200),
        HeldOutChats = Math.Min(HeldOutChats, 20),
        BatchSize = Math.Min(BatchSize, 8),
        Steps = Math.Min(Steps, 20),
        WarmupSteps = Math.Min(WarmupSteps, 5),
        EvaluateEvery = 10,
    };

    /// <summary>The base model of lesson 4; if that lesson has not been run yet, its model is trained now, as it does it.</summary>
    public Decoder Base()
    {
        if (StageModel.Load() is { } model)
            return model;
        var recipe = isFast ? new AutoregressiveConfig { EvaluateEvery = 0 }.Fast() : new AutoregressiveConfig { EvaluateEvery = 0 };
        Console.WriteLine($"There is no base model yet, as lesson 4 has not been run; it is trained now, {recipe.Steps:N0} steps.");
        var text = recipe.Text();
        manual_seed(recipe.Seed);
        model = new Decoder(recipe.Model(text.VocabularySize));
        using var trainer = new Trainer(model, b => NextTokenLoss.Mean(model.call(b.Inputs), b.Targets), text.Batches(model.Device)) { HalvesBatches = true };
        foreach (var _ in trainer.Run(recipe.Training()))
        {
        }
        if (!isFast)
            StageModel.Save(model, trainer.History);
        return model;
    }

    /// <summary>The model of lesson 6; if that lesson has not been run yet, its model is trained now, as it does it.</summary>
    public Decoder FineTuned()
    {
        string path = StageModel.PathOf(StageModel.FineTuned);
        if (StageModel.Load(path) is { } model)
            return model;
        model = Base();
        Console.WriteLine($"There is no fine-tuned model yet, as lesson 6 has not been run; it is trained now, {Steps:N0} steps.");
        using var trainer = new Trainer(model, b => MaskedLoss.Mean(model.Hidden(b.Inputs), b.Targets, model.Scores), Rehearsed(Instructions(Split.Train, Chats))) { HalvesBatches = true };
        foreach (var _ in trainer.Run(Training() with { EvaluateEvery = 0 }))
        {
        }
        if (!isFast)
            StageModel.Save(model, trainer.History, path);
        return model;
    }

    /// <summary>Instructions of a split, the two languages in turn.</summary>
    /// <param name="split">Which.</param>
    /// <param name="count">How many.</param>
    public IReadOnlyList<Instruction> Instructions(Split split, int count) =>
        [.. Enumerable.Range(0, count).Select(n => Data.Instructions.Generate((Language)(n % 2), split, Seed, n))];

    /// <summary>Questions on facts whose pairs of question and country were never trained on.</summary>
    /// <param name="count">How many.</param>
    public IReadOnlyList<Instruction> NewPairs(int count) =>
        [.. Instructions(Split.Composition, 40 * count).Where(i => FactTasks.Contains(i.Task)).Take(count)];

    /// <summary>Every question on facts that can be asked, with every right answer.</summary>
    public static IEnumerable<Instruction> AllFacts() => FactTasks.SelectMany(task => Enum.GetValues<Language>().SelectMany(language =>
        new[] { Split.Train, Split.Composition }.SelectMany(split => Data.Instructions.All(task, language, split))));

    /// <summary>Those chats as batches.</summary>
    public ChatBatches Batches(IEnumerable<Instruction> chats) => new([.. chats.Select(c => c.Encode())], BatchSize, Seed, Compute.Device);

    /// <summary>Those chats as batches, and among them, one of <see cref="RehearseEvery"/>, the text that the base model has learned from.</summary>
    public Func<long, Batch> Rehearsed(IEnumerable<Instruction> chats)
    {
        var answers = Batches(chats);
        if (RehearseEvery == 0)
            return n => answers[n];
        var old = PretrainingBatches();
        return n => n % RehearseEvery == RehearseEvery - 1 ? old(n) : answers[n];
    }

    /// <summary>Batches of the text that the base model has learned from.</summary>
    /// <param name="size">Sequences in a batch; as many as in pretraining if null.</param>
    internal Func<long, Batch> PretrainingBatches(int? size = null)
    {
        var recipe = new AutoregressiveConfig { Documents = isFast ? 200 : 10_000 };
        return (recipe with { BatchSize = size ?? recipe.BatchSize }).Text().Batches(Compute.Device);
    }

    /// <summary>How far the model's loss on answers lies above what is known to be the least, in nats per token of the answers.</summary>
    public PairedExcess Excess(Decoder model, IReadOnlyList<Instruction> chats) => PairedExcess.Of(
        HeldOut.Documents(model, Batches(chats).InOrder()), [.. chats.Select(c => c.AnswerNats)], [.. chats.Select(c => c.Encode().IsResponse.Count(r => r))]);

    /// <summary>How far the model's loss on the pretraining's held-out documents lies above their floor: what fine-tuning makes it forget.</summary>
    public PairedExcess PretrainingExcess(Decoder model) => new AutoregressiveConfig { Documents = 100, HeldOutDocuments = Math.Min(HeldOutChats, 200) }.Text().Excess(model);

    /// <summary>The training run.</summary>
    public TrainingConfig Training() => new()
    {
        Steps = Steps,
        BatchSize = BatchSize,
        LearningRate = LearningRate,
        MinLearningRate = LearningRate / 20,
        WarmupSteps = WarmupSteps,
        WeightDecay = 0.01,
        EvaluateEvery = EvaluateEvery,
        Seed = Seed,
    };

    private static IReadOnlyList<string> FactTasks { get; } = ["capital", "language", "continent", "country"];
}
