using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using LlmWorkbook.Training;
using static TorchSharp.torch;

namespace LlmWorkbook.Lessons;

/// <summary>All hyper-parameters of the lesson on masked language models.</summary>
public sealed record MaskedConfig
{
    private bool isFast;

    /// <summary>Whether this is the test scale, whose model is not kept for later lessons.</summary>
    public bool IsFast => isFast;

    /// <summary>Stories in each language, for the cells that use them.</summary>
    public int Stories { get; init => field = Check.Within(value, 2, 1_000_000); } = 3_000;

    /// <summary>Chance of each token to be asked for; BERT has 0.15, in texts of hundreds of tokens and not of seven.</summary>
    public double MaskRate { get; init => field = Check.Within(value, 0.01, 0.9); } = 0.25;

    /// <summary>Whether a text has the same mask each time it comes (BERT) or a new one (RoBERTa).</summary>
    public bool StaticMasks { get; init; }

    /// <summary>Number of blocks.</summary>
    public int Layers { get; init => field = Check.Within(value, 1, 96); } = 2;

    /// <summary>Attention heads per block.</summary>
    public int Heads { get; init => field = Check.Within(value, 1, 128); } = 4;

    /// <summary>Width of the residual stream.</summary>
    public int Width { get; init => field = Check.Within(value, 4, 8_192); } = 96;

    /// <summary>Texts per batch.</summary>
    public int BatchSize { get; init => field = Check.Within(value, 2, 65_536); } = 128;

    /// <summary>Optimiser steps.</summary>
    public int Steps { get; init => field = Check.Within(value, 1, 100_000_000); } = 2_400;

    /// <summary>Highest learning rate; the lowest is a twentieth of it.</summary>
    public double LearningRate { get; init => field = Check.Within(value, 0, 10); } = 5e-3;

    /// <summary>Steps of linear warm-up.</summary>
    public int WarmupSteps { get; init => field = Check.AtLeast(value, 0); } = 100;

    /// <summary>Steps between two evaluations.</summary>
    public int EvaluateEvery { get; init => field = Check.AtLeast(value, 0); } = 200;

    /// <summary>Riddles of each kind to evaluate on.</summary>
    public int Riddles { get; init => field = Check.Within(value, 2, 100_000); } = 300;

    /// <summary>Fixes parameters, batches and riddles.</summary>
    public long Seed { get; init; } = 1337;

    /// <summary>The same at test scale: seconds instead of minutes.</summary>
    public MaskedConfig Fast() => this with
    {
        isFast = true,
        Stories = Math.Min(Stories, 50),
        Steps = Math.Min(Steps, 20),
        WarmupSteps = Math.Min(WarmupSteps, 5),
        EvaluateEvery = 10,
        BatchSize = Math.Min(BatchSize, 16),
        Riddles = Math.Min(Riddles, 20),
    };

    /// <summary>The encoder of lesson 3; if that lesson has not been run yet, its model is trained now, as it does it.</summary>
    public Encoder Trained()
    {
        if (StageModel.LoadEncoder() is { } model)
            return model;
        Console.WriteLine($"There is no encoder yet, as lesson 3 has not been run; it is trained now, {Steps:N0} steps.");
        manual_seed(Seed);
        model = new Encoder(Model());
        var batches = Masked(Facts());
        using var trainer = new Trainer(model, b => MaskedLoss.Mean(model.Hidden(b.Inputs, b.IsPad), b.Targets, model.Scores), n => batches[n]) { HalvesBatches = true };
        foreach (var _ in trainer.Run(Training() with { EvaluateEvery = 0 }))
        {
        }
        if (!isFast)
            StageModel.Save(model, trainer.History);
        return model;
    }

    /// <summary>
    /// Every fact in both languages, as often as the world tells it, and each once more without its full stop, so that the model also
    /// answers one who leaves it out.
    /// </summary>
    public EncoderRow[] Facts() =>
        [.. Enum.GetValues<Language>().SelectMany(language => World.Facts.Documents(language, Split.Train, Seed, 3_000))
            .SelectMany(fact => new[] { fact.Text, fact.Text.TrimEnd('.', '。') }).Select(Row)];

    /// <summary>Stories in both languages.</summary>
    public EncoderRow[] StoryRows() =>
        [.. Enum.GetValues<Language>().SelectMany(language => World.Stories.Documents(language, Split.Train, Seed, Stories)).Select(story => Row(story.Text))];

    /// <summary>Pairs of sentences from the same stories, half of them neighbours.</summary>
    public EncoderRow[] Pairs()
    {
        var ends = new[] { ".", "?\"", "!", "!\"", "。", "？", "！" }.Select(end => WorldTokenizer.Encode(end)).Where(ids => ids.Length == 1).Select(ids => ids[0]).ToHashSet();
        int[][][] stories = [.. StoryRows().Select(row => SentencePairs.Split(row.Tokens[1..^1], ends))];
        return SentencePairs.Draw(stories, WorldTokenizer.Special, 4 * stories.Length, Seed);
    }

    /// <summary>Masks those texts, <see cref="BatchSize"/> at a time.</summary>
    public MaskedBatches Masked(EncoderRow[] rows) =>
        new(rows, WorldTokenizer.Special, WorldTokenizer.Size, BatchSize, Seed, Compute.Device) { Rate = MaskRate, IsStatic = StaticMasks };

    /// <summary>Shape of the model.</summary>
    public TransformerConfig Model() => new()
    {
        VocabularySize = WorldTokenizer.Size,
        BlockSize = 192,
        Layers = Layers,
        Heads = Heads,
        Width = Width,
    };

    /// <summary>The training run.</summary>
    public TrainingConfig Training() => new()
    {
        Steps = Steps,
        BatchSize = BatchSize,
        LearningRate = LearningRate,
        MinLearningRate = LearningRate / 20,
        WarmupSteps = WarmupSteps,
        Beta2 = 0.98,
        WeightDecay = 0.01,
        EvaluateEvery = EvaluateEvery,
        Seed = Seed,
    };

    private static EncoderRow Row(string text) => EncoderRow.Of(WorldTokenizer.Encode(text), WorldTokenizer.Special);
}
