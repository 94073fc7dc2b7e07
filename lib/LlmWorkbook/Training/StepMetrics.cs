namespace LlmWorkbook.Training;

/// <summary>What one optimiser step tells: plain numbers, safe to keep after the step's tensors are gone.</summary>
/// <param name="Step">Number of the step just taken, counted from 1.</param>
/// <param name="Tokens">Training tokens seen so far, this step's included.</param>
/// <param name="Loss">Training loss of this step's batch, in nats per token.</param>
/// <param name="ValidationLoss">Loss on the held-out text in nats per token, on the steps that evaluate; otherwise null.</param>
/// <param name="LearningRate">Learning rate used in this step.</param>
/// <param name="GradientNorm">L2 norm of all gradients before clipping.</param>
/// <param name="TokensPerSecond">Training tokens per second since the run began, evaluations left out.</param>
/// <param name="Eta">Estimated time until the last step.</param>
public sealed record StepMetrics(
    int Step,
    long Tokens,
    double Loss,
    double? ValidationLoss,
    double LearningRate,
    double GradientNorm,
    double TokensPerSecond,
    TimeSpan Eta);
