using LlmWorkbook.Training;

namespace LlmWorkbook.Lessons;

/// <summary>A loss curve in a few numbers, all averaged over stretches of a run so that the noise of batches cancels.</summary>
/// <param name="First">Loss before much was learned.</param>
/// <param name="Early">At 15 % of the run.</param>
/// <param name="Middle">At 50 %.</param>
/// <param name="Last">At the end.</param>
/// <param name="Least">The least stretch.</param>
/// <param name="Highest">The highest stretch after the first.</param>
/// <param name="Straightness">Loss per step from 30 to 50 % of the run, by that from 15 to 30 %: 1 is a straight line, a healthy curve flattens.</param>
/// <param name="Left">Share of the way from the first loss down to the floor (or to 0) that is left.</param>
/// <param name="Jitter">Median relative change of the gradient's length from one step to the next.</param>
/// <param name="Rate">Highest learning rate.</param>
internal sealed record CurveShape(
    double First, double Early, double Middle, double Last, double Least, double Highest, double Straightness, double Left, double Jitter, double Rate)
{
    /// <summary>A healthy gradient's length changes by a tenth from step to step, by a sixth in tiny batches.</summary>
    public const double Erratic = 0.2;

    private const int FewestSteps = 50;

    /// <summary>The shape of a run; null if it is too short to have one.</summary>
    public static CurveShape? Of(IReadOnlyList<StepMetrics> run, double? floor)
    {
        if (run.Count < FewestSteps)
            return null;
        double first = run.Take(Math.Max(3, run.Count / 100)).Average(s => s.Loss);
        double[] stretches = [.. run.Chunk(Math.Max(5, run.Count / 20)).Where(c => c.Length >= 5).Select(c => c.Average(s => s.Loss))];
        double early = Around(0.15), third = Around(0.30), middle = Around(0.50), last = run.TakeLast(Math.Max(5, run.Count / 20)).Average(s => s.Loss);
        double fall = (early - third) / 0.15;
        double[] norms = [.. run.Skip(run.Count / 10).Select(s => s.GradientNorm).Where(n => n > 0)];
        return new(
            first, early, middle, last, stretches.Min(), stretches.Skip(1).Max(),
            Straightness: fall > 0 ? (third - middle) / 0.20 / fall : 0,
            Left: (last - (floor ?? 0)) / Math.Max(first - (floor ?? 0), 1e-9),
            Jitter: norms.Length < 2 ? 0 : Median(norms.Zip(norms.Skip(1), (a, b) => Math.Abs(Math.Log(b / a)))),
            Rate: run.Max(s => s.LearningRate));

        double Around(double share)
        {
            int half = Math.Max(3, run.Count / 40), at = (int)(share * run.Count);
            return run.Skip(Math.Max(0, at - half)).Take(2 * half).Average(s => s.Loss);
        }
    }

    /// <summary>The middle one of some values; 0 if there are none.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }
}
