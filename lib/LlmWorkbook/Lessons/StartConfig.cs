using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Training;

namespace LlmWorkbook.Lessons;

/// <summary>All hyper-parameters of the first lesson: a transformer of one block, trained for a few seconds.</summary>
public sealed record StartConfig
{
    /// <summary>Optimiser steps.</summary>
    public int Steps { get; init => field = Check.Within(value, 1, 1_000_000); } = 3000;

    /// <summary>Highest learning rate; the lowest is a tenth of it.</summary>
    public double LearningRate { get; init => field = Check.Within(value, 0, 10); } = 3e-3;

    /// <summary>Width of the residual stream; a multiple of 2, the number of heads.</summary>
    public int Width { get; init => field = Check.Within(value, 4, 1_024); } = 32;

    /// <summary>Context length in characters.</summary>
    public int BlockSize { get; init => field = Check.Within(value, 2, 1_024); } = 32;

    /// <summary>Sequences per batch.</summary>
    public int BatchSize { get; init => field = Check.Within(value, 1, 4_096); } = 16;

    /// <summary>Fixes parameters, batches and samples.</summary>
    public long Seed { get; init; } = 1337;

    /// <summary>The same at test scale.</summary>
    public StartConfig Fast() => this with { Steps = Math.Min(Steps, 60) };

    /// <summary>Small talk in English and Chinese, written by the workbook's own grammar.</summary>
    public TextCorpus Corpus() => TextCorpus.FromText(Grammar.Everyday().WriteMany(60_000, Seed), BlockSize, "the small talk");

    /// <summary>Shape of the model for a vocabulary of <paramref name="vocabularySize"/> characters.</summary>
    public TransformerConfig Model(int vocabularySize) => new()
    {
        VocabularySize = vocabularySize,
        BlockSize = BlockSize,
        Layers = 1,
        Heads = 2,
        Width = Width,
    };

    /// <summary>The training run.</summary>
    public TrainingConfig Training() => new()
    {
        Steps = Steps,
        BatchSize = BatchSize,
        LearningRate = LearningRate,
        MinLearningRate = LearningRate / 10,
        WarmupSteps = Math.Min(50, Steps / 2),
        EvaluateEvery = Math.Max(1, Steps / 20),
        Seed = Seed,
    };
}
