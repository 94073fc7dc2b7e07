using LlmWorkbook.Data;
using LlmWorkbook.Metrics;

namespace LlmWorkbook.Tests.Metrics;

public class LinearFitTests
{
    [Fact]
    public void The_slopes_of_an_exact_plane_come_back()
    {
        var random = new SplitMix64(1);
        double[][] x = [.. Enumerable.Range(0, 40).Select(_ => Enumerable.Range(0, 3).Select(_ => random.NextDouble()).ToArray())];
        double[] slopes = LinearFit.Slopes(x, [.. x.Select(r => 5 + 2 * r[0] - 3 * r[1] + 0.5 * r[2])]);
        Assert.Equal(2, slopes[0], 1e-9);
        Assert.Equal(-3, slopes[1], 1e-9);
        Assert.Equal(0.5, slopes[2], 1e-9);
    }

    [Fact]
    public void A_column_that_says_nothing_new_gets_0()
    {
        double[][] x = [.. Enumerable.Range(0, 10).Select(n => (double[])[n, 7, n])];
        double[] slopes = LinearFit.Slopes(x, [.. Enumerable.Range(0, 10).Select(n => 4.0 * n)]);
        Assert.Equal(4, slopes[0] + slopes[2], 1e-9);
        Assert.Equal(0, slopes[1]);
        Assert.Throws<WorkbookException>(() => LinearFit.Slopes(x, [1]));
    }

    [Fact]
    public void Noise_leaves_the_least_squares()
    {
        // By hand: x = 0, 1, 2 and y = 0, 2, 1 give the slope sum (x - 1)(y - 1) / sum (x - 1)^2 = 1 / 2.
        Assert.Equal(0.5, LinearFit.Slopes([[0], [1], [2]], [0, 2, 1])[0], 1e-12);
    }
}
