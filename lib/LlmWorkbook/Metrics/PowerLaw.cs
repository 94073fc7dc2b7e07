namespace LlmWorkbook.Metrics;

/// <summary>A line through points on two logarithmic axes: log y = log a + b log x (Kaplan et al. 2020, "Scaling Laws for Neural Language Models", eq. 1.1).</summary>
/// <param name="Factor">a, the value at x = 1.</param>
/// <param name="Exponent">b, the slope.</param>
/// <param name="Residuals">log y - log(a x^b) of each point; 0.1 is ten percent off.</param>
public sealed record PowerLaw(double Factor, double Exponent, IReadOnlyList<double> Residuals)
{
    /// <summary>Least squares on the logarithms.</summary>
    /// <exception cref="WorkbookException">Fewer than two different points, or one that is not above 0.</exception>
    public static PowerLaw Fit(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        if (x.Count != y.Count || x.Distinct().Count() < 2 || x.Concat(y).Any(v => !(v > 0)))
            throw new WorkbookException("A power law needs at least two points with different x, all above 0.");
        double[] u = [.. x.Select(w => Math.Log(w))], v = [.. y.Select(w => Math.Log(w))];
        double exponent = u.Zip(v, (a, b) => (a - u.Average()) * (b - v.Average())).Sum() / u.Sum(a => (a - u.Average()) * (a - u.Average()));
        double intercept = v.Average() - exponent * u.Average();
        return new(Math.Exp(intercept), exponent, [.. u.Zip(v, (a, b) => b - intercept - exponent * a)]);
    }

    /// <summary>The line's value.</summary>
    public double At(double x) => Factor * Math.Pow(x, Exponent);
}
