namespace LlmWorkbook.Training;

/// <summary>Learning rates over a run.</summary>
public static class Schedule
{
    /// <summary>
    /// Linear warm-up, then half a cosine (Loshchilov and Hutter 2017, "SGDR", eq. 5):
    /// min + (max - min) (1 + cos(pi t)) / 2 with t running from 0 to 1 after the warm-up.
    /// </summary>
    /// <param name="config">Names the steps, the warm-up and both rates.</param>
    /// <param name="step">Step about to be taken, counted from 0.</param>
    /// <returns>Its learning rate; the minimum for steps beyond the last.</returns>
    public static double WarmupCosine(TrainingConfig config, int step)
    {
        if (step < config.WarmupSteps)
            return config.LearningRate * (step + 1) / (config.WarmupSteps + 1);
        if (step >= config.Steps)
            return config.MinLearningRate;
        double t = (double)(step - config.WarmupSteps) / (config.Steps - config.WarmupSteps);
        return config.MinLearningRate + (config.LearningRate - config.MinLearningRate) * 0.5 * (1 + Math.Cos(Math.PI * t));
    }

    /// <summary>Linear warm-up, then a straight line to 0: for policy updates, whose first steps are as long as Adam makes them.</summary>
    /// <param name="rate">Highest learning rate.</param>
    /// <param name="step">Step or round about to be taken, counted from 0.</param>
    /// <param name="steps">How many there are.</param>
    /// <param name="warmup">How many of them warm up.</param>
    public static double WarmupLinear(double rate, int step, int steps, int warmup) =>
        step < warmup ? rate * (step + 1) / (warmup + 1) : rate * Math.Max(0, steps - step) / Math.Max(1, steps - warmup);
}
