namespace LlmWorkbook.Lessons;

/// <summary>All hyper-parameters of the lesson on direct preference optimisation.</summary>
public sealed record DpoConfig
{
    /// <summary>Questions of the exact task.</summary>
    public int Questions { get; init => field = Check.Within(value, 1, 1_000); } = 4;

    /// <summary>Answers to each question.</summary>
    public int Answers { get; init => field = Check.Within(value, 2, 1_000); } = 256;

    /// <summary>Price of one nat of KL in units of reward, beta.</summary>
    public double Beta { get; init => field = Check.Within(value, 0.01, 100); } = 0.5;

    /// <summary>Pairs for each question.</summary>
    public int Pairs { get; init => field = Check.Within(value, 1, 10_000_000); } = 20_000;

    /// <summary>Optimiser steps; each uses the pairs of one question.</summary>
    public int Steps { get; init => field = Check.Within(value, 1, 1_000_000); } = 160;

    /// <summary>Pairs per step.</summary>
    public int BatchSize { get; init => field = Check.Within(value, 1, 100_000); } = 512;

    /// <summary>Learning rate at the beginning; it falls to 0 along a straight line.</summary>
    public double LearningRate { get; init => field = Check.Within(value, 0, 10); } = 3e-4;

    /// <summary>Fixes questions, answers and pairs.</summary>
    public long Seed { get; init; } = 1337;

    /// <summary>Whose model is the reference.</summary>
    public FineTuningConfig FineTuning { get; init; } = new();

    /// <summary>The same at test scale: seconds instead of minutes.</summary>
    public DpoConfig Fast() => this with
    {
        Questions = Math.Min(Questions, 2),
        Answers = Math.Min(Answers, 16),
        Pairs = Math.Min(Pairs, 64),
        Steps = Math.Min(Steps, 6),
        BatchSize = Math.Min(BatchSize, 32),
        FineTuning = FineTuning.Fast(),
    };
}
