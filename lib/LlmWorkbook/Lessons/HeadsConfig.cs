using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using LlmWorkbook.Training;
using static TorchSharp.torch;

namespace LlmWorkbook.Lessons;

/// <summary>All hyper-parameters of the lesson on the two classic heads.</summary>
public sealed record HeadsConfig
{
    /// <summary>Reviews to learn from, half of them in each language; as many sentences with names.</summary>
    public int Texts { get; init => field = Check.Within(value, 2, 1_000_000); } = 20_000;

    /// <summary>Held-out reviews, half of them in each language; as many sentences with names.</summary>
    public int HeldOutTexts { get; init => field = Check.Within(value, 2, 100_000); } = 2_000;

    /// <summary>How often a review's label is turned round.</summary>
    public double LabelNoise { get; init => field = Check.Within(value, 0, 0.5); } = 0.05;

    /// <summary>Share of the reviews that keep their label in the part on few labels.</summary>
    public double LabelShare { get; init => field = Check.Within(value, 0, 1); } = 0.01;

    /// <summary>How sure a classifier must be of an answer that is taken for a label.</summary>
    public double Sure { get; init => field = Check.Within(value, 0, 1); } = 0.9;

    /// <summary>Steps of reading texts without their labels, as in lesson 3.</summary>
    public int ReadingSteps { get; init => field = Check.Within(value, 1, 100_000_000); } = 600;

    /// <summary>Texts per batch.</summary>
    public int BatchSize { get; init => field = Check.Within(value, 1, 65_536); } = 32;

    /// <summary>Optimiser steps of each classifier.</summary>
    public int Steps { get; init => field = Check.Within(value, 1, 100_000_000); } = 600;

    /// <summary>Highest learning rate; the lowest is a twentieth of it.</summary>
    public double LearningRate { get; init => field = Check.Within(value, 0, 10); } = 1e-3;

    /// <summary>Steps of linear warm-up.</summary>
    public int WarmupSteps { get; init => field = Check.AtLeast(value, 0); } = 30;

    /// <summary>Steps between two evaluations.</summary>
    public int EvaluateEvery { get; init => field = Check.AtLeast(value, 0); } = 50;

    /// <summary>Fixes texts, labels and batches.</summary>
    public long Seed { get; init; } = 1337;

    /// <summary>The lesson whose encoder gets the heads.</summary>
    public MaskedConfig Masked { get; init; } = new();

    /// <summary>The same at test scale: seconds instead of minutes.</summary>
    public HeadsConfig Fast() => this with
    {
        Texts = Math.Min(Texts, 200),
        HeldOutTexts = Math.Min(HeldOutTexts, 40),
        LabelShare = Math.Max(LabelShare, 0.1),
        BatchSize = Math.Min(BatchSize, 8),
        Steps = Math.Min(Steps, 20),
        ReadingSteps = Math.Min(ReadingSteps, 10),
        WarmupSteps = Math.Min(WarmupSteps, 5),
        EvaluateEvery = 10,
        Masked = Masked.Fast(),
    };

    /// <summary>Reviews of a split, half in each language.</summary>
    public IReadOnlyList<Review> Reviews(Split split, int count) =>
        [.. Enum.GetValues<Language>().SelectMany(language => Data.Reviews.Documents(language, split, Seed, (count + 1) / 2, LabelNoise))];

    /// <summary>Sentences with names of a split, half in each language.</summary>
    public IReadOnlyList<Mention> Mentions(Split split, int count) =>
        [.. Enum.GetValues<Language>().SelectMany(language => Data.Mentions.Documents(language, split, Seed, (count + 1) / 2))];

    /// <summary>A review as a row: its label, 1 for positive, is asked for at [CLS].</summary>
    public static LabelledRow Row(Review review) => LabelledRow.OfText(WorldTokenizer.Encode(review.Text), review.Label ? 1 : 0);

    /// <summary>A sentence as a row: at each word the number of its tag is asked for.</summary>
    public static LabelledRow Row(Mention mention) => LabelledRow.OfWords(mention.Encode(), [.. mention.Tags.Select(tag => Tags.IndexOf(tag))]);

    /// <summary>Those rows as batches.</summary>
    public LabelledBatches Batches(IReadOnlyList<LabelledRow> rows) => new(rows, BatchSize, Seed, Compute.Device);

    /// <summary>A fresh encoder, which has read nothing.</summary>
    public Encoder Fresh()
    {
        manual_seed(Seed);
        return new(Masked.Model());
    }

    /// <summary>A fresh encoder that has read these texts, without their labels, as a masked language model.</summary>
    public Encoder Reading(IEnumerable<LabelledRow> texts)
    {
        var encoder = Fresh();
        var batches = (Masked with { BatchSize = 2 * BatchSize }).Masked([.. texts.Select(t => new EncoderRow(t.Tokens, t.Tokens.Length, null))]);
        using var trainer = new Trainer(encoder, b => MaskedLoss.Mean(encoder.Hidden(b.Inputs, b.IsPad), b.Targets, encoder.Scores), n => batches[n]) { HalvesBatches = true };
        foreach (var _ in trainer.Run((Masked with { Steps = ReadingSteps, LearningRate = 3e-3 }).Training() with { EvaluateEvery = 0 }))
        {
        }
        return encoder;
    }

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

    private static List<string> Tags { get; } = [.. Data.Mentions.Tags];
}
