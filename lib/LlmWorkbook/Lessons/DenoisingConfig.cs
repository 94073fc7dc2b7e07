using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Training;

namespace LlmWorkbook.Lessons;

/// <summary>All hyper-parameters of the lesson on denoising.</summary>
public sealed record DenoisingConfig
{
    /// <summary>Share of the tokens that is dropped; T5 has 0.15, in texts of hundreds of tokens and not of six.</summary>
    public double Rate { get; init => field = Check.Within(value, 0.01, 0.99); } = 0.4;

    /// <summary>Mean length of a dropped span in tokens; T5 has 3.</summary>
    public double MeanSpan { get; init => field = Check.Within(value, 1, 100); } = 1.25;

    /// <summary>Number of blocks of the encoder, and of the decoder.</summary>
    public int Layers { get; init => field = Check.Within(value, 1, 96); } = 1;

    /// <summary>Attention heads per block.</summary>
    public int Heads { get; init => field = Check.Within(value, 1, 128); } = 4;

    /// <summary>Width of the residual stream.</summary>
    public int Width { get; init => field = Check.Within(value, 4, 8_192); } = 96;

    /// <summary>Texts per batch.</summary>
    public int BatchSize { get; init => field = Check.Within(value, 2, 65_536); } = 128;

    /// <summary>Optimiser steps.</summary>
    public int Steps { get; init => field = Check.Within(value, 1, 100_000_000); } = 2_000;

    /// <summary>Highest learning rate; the lowest is a twentieth of it.</summary>
    public double LearningRate { get; init => field = Check.Within(value, 0, 10); } = 5e-3;

    /// <summary>Steps of linear warm-up.</summary>
    public int WarmupSteps { get; init => field = Check.AtLeast(value, 0); } = 100;

    /// <summary>Steps between two evaluations.</summary>
    public int EvaluateEvery { get; init => field = Check.AtLeast(value, 0); } = 200;

    /// <summary>Held-out texts to evaluate on.</summary>
    public int HeldOut { get; init => field = Check.Within(value, 2, 100_000); } = 400;

    /// <summary>Fixes parameters, batches and evaluation.</summary>
    public long Seed { get; init; } = 1337;

    /// <summary>The same at test scale: seconds instead of minutes.</summary>
    public DenoisingConfig Fast() => this with
    {
        Steps = Math.Min(Steps, 20),
        WarmupSteps = Math.Min(WarmupSteps, 5),
        EvaluateEvery = 10,
        BatchSize = Math.Min(BatchSize, 16),
        HeldOut = Math.Min(HeldOut, 20),
    };

    /// <summary>
    /// All facts in both languages, each with and without its full stop, as token ids, and how likely each is: the whole corpus.
    /// </summary>
    public IReadOnlyList<(int[] Tokens, double Probability)> Corpus() =>
        [.. Enum.GetValues<Language>().SelectMany(language => World.Facts.All(language)).SelectMany(fact =>
            new[] { fact.Text, fact.Text.TrimEnd('.', '。') }.Select(text => (WorldTokenizer.Encode(text), Math.Pow(2, -fact.Bits) / 4)))];

    /// <summary>Texts drawn from the corpus, as likely as they are; text number n depends on (seed, n) alone.</summary>
    public int[][] Draw(int count, long seed)
    {
        var corpus = Corpus();
        var until = new double[corpus.Count];
        double sum = 0;
        for (int i = 0; i < until.Length; i++)
            until[i] = sum += corpus[i].Probability;
        return [.. Enumerable.Range(0, count).Select(n =>
        {
            int at = Array.BinarySearch(until, SplitMix64.At(seed, n).NextDouble() * sum);
            return corpus[Math.Min(at < 0 ? ~at : at, until.Length - 1)].Tokens;
        })];
    }

    /// <summary>Drops spans of those texts.</summary>
    public SpanBatches Corrupted(IReadOnlyList<int[]> texts) =>
        new(texts, WorldTokenizer.Special, BatchSize, BlockSize, Seed, Compute.Device) { Rate = Rate, MeanSpan = MeanSpan };

    /// <summary>The floor of that corruption.</summary>
    public DenoisingFloor Floor() => new(Corpus(), WorldTokenizer.Special, Rate, MeanSpan);

    /// <summary>Shape of each half of the encoder-decoder, or of a whole model with twice the blocks.</summary>
    public TransformerConfig Model(int layers) => new()
    {
        VocabularySize = WorldTokenizer.Size,
        BlockSize = BlockSize,
        Layers = layers,
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

    private const int BlockSize = 32;
}
