namespace LlmWorkbook.Metrics;

/// <summary>By how much one model's answers are better than another's, question by question.</summary>
/// <param name="Mean">Mean difference.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="WinRate">Share of questions with the better answer; a tie is half a win.</param>
/// <param name="WinRateError">The standard error of that share.</param>
public sealed record PairedGain(double Mean, double StandardError, double WinRate, double WinRateError)
{
    /// <summary>The lower end of the mean's 95 % confidence interval, by the normal approximation.</summary>
    public double Lower => Mean - 1.96 * StandardError;

    /// <summary>From the scores of both models' answers to the same questions, in the same order.</summary>
    /// <exception cref="WorkbookException">There are fewer than two questions, or not as many scores of one as of the other.</exception>
    public static PairedGain Of(IReadOnlyList<double> scores, IReadOnlyList<double> others)
    {
        if (scores.Count != others.Count || scores.Count < 2)
            throw new WorkbookException($"{scores.Count} and {others.Count} scores cannot be compared; give both models the same questions, at least two.");
        double[] gains = [.. scores.Zip(others, (a, b) => a - b)], wins = [.. gains.Select(g => g > 0 ? 1 : g < 0 ? 0 : 0.5)];
        return new(gains.Average(), Error(gains), wins.Average(), Error(wins));
    }

    private static double Error(double[] x) => Math.Sqrt(x.Sum(v => (v - x.Average()) * (v - x.Average())) / (x.Length - 1) / x.Length);
}
