using LlmWorkbook.Models;

namespace LlmWorkbook.Lessons;

/// <summary>The hyper-parameters that all runs of the bug gallery share: small models that learn something within seconds.</summary>
public sealed record GalleryConfig
{
    /// <summary>Steps of each run that learns from texts.</summary>
    public int Steps { get; init => field = Check.Within(value, 2, 1_000_000); } = 200;

    /// <summary>Rounds of each run that learns from rewards.</summary>
    public int Rounds { get; init => field = Check.Within(value, 2, 1_000_000); } = 40;

    /// <summary>Learning rate of all runs.</summary>
    public double LearningRate { get; init => field = Check.Within(value, 0, 1); } = 3e-3;

    /// <summary>Width of the residual stream; a multiple of 2, the number of heads.</summary>
    public int Width { get; init => field = Check.Within(value, 4, 1_024); } = 32;

    /// <summary>Fixes parameters, batches and samples.</summary>
    public long Seed { get; init; } = 1337;

    /// <summary>The same at test scale.</summary>
    public GalleryConfig Fast() => this with { Steps = Math.Min(Steps, 6), Rounds = Math.Min(Rounds, 4) };

    /// <summary>Shape of all models: one block.</summary>
    internal TransformerConfig Model(int vocabularySize) => new() { VocabularySize = vocabularySize, BlockSize = 96, Layers = 1, Heads = 2, Width = Width };
}
