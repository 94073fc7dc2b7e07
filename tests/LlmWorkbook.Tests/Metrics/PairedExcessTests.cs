using LlmWorkbook.Data;
using LlmWorkbook.Metrics;

namespace LlmWorkbook.Tests.Metrics;

public sealed class PairedExcessTests
{
    [Fact]
    public void The_mean_is_over_tokens_and_the_error_over_documents()
    {
        var excess = PairedExcess.Of([3, 10, 5], [2, 6, 5], [10, 20, 20]);
        Assert.Equal(5.0 / 50, excess.Mean, 12);
        // By hand: residuals 1 - 1, 4 - 2 and 0 - 2, squares 0, 4 and 4, times n / (n - 1) = 3/2.
        Assert.Equal(Math.Sqrt(8 * 1.5) / 50, excess.StandardError, 12);
    }

    [Fact]
    public void The_standard_error_is_the_spread_of_the_mean()
    {
        var random = new SplitMix64(3);
        List<PairedExcess> samples = [];
        for (int sample = 0; sample < 2000; sample++)
        {
            int[] tokens = [.. Enumerable.Range(0, 40).Select(_ => 5 + random.Next(20))];
            double[] exact = [.. tokens.Select(t => 2.0 * t)];
            samples.Add(PairedExcess.Of([.. exact.Zip(tokens, (e, t) => e + t * (random.NextDouble() - 0.3))], exact, tokens));
        }
        double mean = samples.Average(s => s.Mean);
        Assert.Equal(0.2, mean, 2);
        Assert.InRange(Math.Sqrt(samples.Average(s => Math.Pow(s.Mean - mean, 2))) / samples.Average(s => s.StandardError), 0.95, 1.07);
    }

    [Fact]
    public void One_document_has_no_error() => Assert.Throws<WorkbookException>(() => PairedExcess.Of([1], [1], [1]));
}
