using LlmWorkbook.Metrics;

namespace LlmWorkbook.Tests.Metrics;

public sealed class PowerLawTests
{
    [Fact]
    public void A_power_law_is_found_again()
    {
        double[] x = [1e3, 1e4, 1e5, 1e6];
        var fit = PowerLaw.Fit(x, [.. x.Select(v => 7 * Math.Pow(v, -0.3))]);
        Assert.Equal(7, fit.Factor, 1e-9);
        Assert.Equal(-0.3, fit.Exponent, 1e-12);
        Assert.All(fit.Residuals, r => Assert.Equal(0, r, 1e-12));
        Assert.Equal(7 * Math.Pow(5e4, -0.3), fit.At(5e4), 1e-9);
    }

    [Fact]
    public void A_point_off_the_line_has_a_residual()
    {
        var fit = PowerLaw.Fit([1, 10, 100], [1, 20, 100]);
        Assert.Equal(0, fit.Residuals.Sum(), 1e-12);
        Assert.Equal(2 * Math.Log(2) / 3, fit.Residuals[1], 1e-12);
    }

    [Fact]
    public void What_has_no_logarithm_is_refused()
    {
        Assert.Throws<WorkbookException>(() => PowerLaw.Fit([1, 2], [1, 0]));
        Assert.Throws<WorkbookException>(() => PowerLaw.Fit([1, 1], [1, 2]));
    }
}
