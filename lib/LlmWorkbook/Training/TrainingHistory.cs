namespace LlmWorkbook.Training;

/// <summary>What a training run has cost, and its curve; kept with the model of a stage.</summary>
/// <param name="Tokens">Tokens learned from.</param>
/// <param name="Seconds">Seconds that the steps have taken.</param>
/// <param name="Flops">Floating-point operations: 6 for each weight and token (Kaplan et al. 2020, section 2.1).</param>
/// <param name="Curve">What was watched, for example (step, loss); thinned.</param>
public sealed record TrainingHistory(long Tokens, double Seconds, double Flops, IReadOnlyList<double[]> Curve)
{
    private const int Most = 256;

    /// <summary>A curve of at most 256 points, evenly taken from a longer one.</summary>
    public static IReadOnlyList<double[]> Thinned(IReadOnlyList<double[]> points)
    {
        int stride = (points.Count + Most - 1) / Most;
        return stride <= 1 ? points : [.. points.Where((_, i) => i % stride == 0)];
    }
}
