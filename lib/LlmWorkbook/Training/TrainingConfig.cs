namespace LlmWorkbook.Training;

/// <summary>Hyper-parameters of a training run; the defaults are nanoGPT's for a small model on a laptop's CPU.</summary>
public sealed record TrainingConfig
{
    /// <summary>Optimiser steps in the whole run.</summary>
    public int Steps { get; init => field = Check.AtLeast(value, 1); } = 2000;

    /// <summary>Sequences per batch, B.</summary>
    public int BatchSize { get; init => field = Check.AtLeast(value, 1); } = 12;

    /// <summary>Batches whose gradients are averaged into one step; two are worked on side by side, each with half of the cores, so the objective is then called from two threads at once.</summary>
    public int GradientAccumulation { get; init => field = Check.AtLeast(value, 1); } = 1;

    /// <summary>Highest learning rate, reached after the warm-up.</summary>
    public double LearningRate { get; init => field = Check.Within(value, 0, 10); } = 1e-3;

    /// <summary>Learning rate at the last step.</summary>
    public double MinLearningRate { get; init => field = Check.Within(value, 0, 10); } = 1e-4;

    /// <summary>Steps of linear warm-up from 0.</summary>
    public int WarmupSteps { get; init => field = Check.AtLeast(value, 0); } = 100;

    /// <summary>AdamW's decay of the mean gradient.</summary>
    public double Beta1 { get; init => field = Check.Within(value, 0, 1); } = 0.9;

    /// <summary>AdamW's decay of the mean squared gradient.</summary>
    public double Beta2 { get; init => field = Check.Within(value, 0, 1); } = 0.99;

    /// <summary>Decoupled weight decay, on matrices only: biases and norms are left alone.</summary>
    public double WeightDecay { get; init => field = Check.Within(value, 0, 1); } = 0.1;

    /// <summary>Longest gradient (L2 norm over all parameters); longer ones are scaled down. 0 turns clipping off.</summary>
    public double ClipNorm { get; init => field = Check.AtLeast(value, 0); } = 1.0;

    /// <summary>Steps between two evaluations on the held-out text; 0 evaluates only after the last step.</summary>
    public int EvaluateEvery { get; init => field = Check.AtLeast(value, 0); } = 100;

    /// <summary>Steps between two checkpoints; 0 saves none.</summary>
    public int CheckpointEvery { get; init => field = Check.AtLeast(value, 0); }

    /// <summary>Fixes the batches.</summary>
    public long Seed { get; init; } = 1337;
}
