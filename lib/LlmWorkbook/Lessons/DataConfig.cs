using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Text;
using LlmWorkbook.Training;

namespace LlmWorkbook.Lessons;

/// <summary>All parameters of the lesson on data: the dirty web, what cleans it, and the small models that compare mixtures.</summary>
public sealed record DataConfig
{
    /// <summary>Web pages to clean.</summary>
    public int Pages { get; init => field = Check.Within(value, 50, 200_000); } = 1500;

    /// <summary>Share of pages in Chinese.</summary>
    public double Chinese { get; init => field = Check.Within(value, 0.0, 1.0); } = 0.4;

    /// <summary>Share of pages with the text of another page.</summary>
    public double ExactCopies { get; init => field = Check.Within(value, 0.0, 0.4); } = 0.1;

    /// <summary>Share of pages with nearly the text of another page.</summary>
    public double NearCopies { get; init => field = Check.Within(value, 0.0, 0.4); } = 0.12;

    /// <summary>Share of pages that are spam.</summary>
    public double Spam { get; init => field = Check.Within(value, 0.0, 0.2); } = 0.1;

    /// <summary>Share of pages in the wrong encoding.</summary>
    public double Mojibake { get; init => field = Check.Within(value, 0.0, 1.0); } = 0.12;

    /// <summary>Words per shingle.</summary>
    public int ShingleWords { get; init => field = Check.Within(value, 1, 100); } = 5;

    /// <summary>Bands of a MinHash signature.</summary>
    public int Bands { get; init => field = Check.Within(value, 1, 1_000); } = 32;

    /// <summary>Hash values per band.</summary>
    public int Rows { get; init => field = Check.Within(value, 1, 100); } = 4;

    /// <summary>Least estimated similarity of two pages that count as one.</summary>
    public double Threshold { get; init => field = Check.Within(value, 0.0, 1.0); } = 0.5;

    /// <summary>Stories, and sentences of facts, that are there without any dirt: the small good corpora.</summary>
    public int Curated { get; init => field = Check.Within(value, 1, 100_000); } = 100;

    /// <summary>Optimiser steps of each small model.</summary>
    public int Steps { get; init => field = Check.Within(value, 1, 1_000_000); } = 300;

    /// <summary>Sequences per batch.</summary>
    public int BatchSize { get; init => field = Check.Within(value, 1, 4_096); } = 16;

    /// <summary>Context length in tokens.</summary>
    public int BlockSize { get; init => field = Check.Within(value, 2, 1_024); } = 64;

    /// <summary>Blocks of the transformer.</summary>
    public int Layers { get; init => field = Check.Within(value, 1, 96); } = 2;

    /// <summary>Width of the residual stream, a multiple of 4, the number of heads.</summary>
    public int Width { get; init => field = Check.Within(value, 4, 8_192); } = 64;

    /// <summary>Highest learning rate; the lowest is a tenth of it.</summary>
    public double LearningRate { get; init => field = Check.Within(value, 0, 10); } = 3e-3;

    /// <summary>Fixes pages, parameters and batches.</summary>
    public long Seed { get; init; } = 1337;

    /// <summary>The same at test scale.</summary>
    public DataConfig Fast() => this with { Pages = Math.Min(Pages, 400), Steps = Math.Min(Steps, 20), Curated = Math.Min(Curated, 40) };

    /// <summary>What the web is like.</summary>
    public DirtyWebConfig Web() => new() { Seed = Seed, Chinese = Chinese, ExactCopies = ExactCopies, NearCopies = NearCopies, Spam = Spam, Mojibake = Mojibake };

    /// <summary>The limits of the cleaning steps.</summary>
    public CleaningRules Cleaning() => new() { NearDuplicates = new() { ShingleWords = ShingleWords, Bands = Bands, Rows = Rows, Threshold = Threshold } };

    /// <summary>Documents of the world in both languages, by turns: stories, or facts.</summary>
    /// <param name="grammar">Stories or facts.</param>
    /// <param name="split">Training or validation.</param>
    /// <param name="count">How many.</param>
    public IReadOnlyList<string> World(WorldGrammar grammar, Split split, int count) =>
        [.. Enumerable.Range(0, count).Select(i => grammar.Generate(i % 5 < 5 * (1 - Chinese) ? Language.English : Language.Chinese, split, Seed + 1, i).Text)];

    /// <summary>Shape of the small models.</summary>
    public TransformerConfig Model() => new() { VocabularySize = WorldTokenizer.Size, BlockSize = BlockSize, Layers = Layers, Heads = 4, Width = Width };

    /// <summary>The training run of each.</summary>
    public TrainingConfig Training() => new()
    {
        Steps = Steps,
        BatchSize = BatchSize,
        LearningRate = LearningRate,
        MinLearningRate = LearningRate / 10,
        WarmupSteps = Math.Min(40, Steps / 2),
        EvaluateEvery = Math.Max(1, Steps / 6),
        Seed = Seed,
    };
}
