using LlmWorkbook.Plots;

namespace LlmWorkbook.Tests.Plots;

public sealed class TicksTests
{
    [Theory]
    [InlineData(0, 1, 5, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(1.4, 4.2, 6, "1.5 2.0 2.5 3.0 3.5 4.0")]
    [InlineData(0, 20000, 4, "0 5000 10k 15k 20k")]
    [InlineData(-3, 3, 6, "-3 -2 -1 0 1 2 3")]
    [InlineData(0, 0.001, 5, "0.0000 0.0002 0.0004 0.0006 0.0008 0.0010")]
    [InlineData(0, 3e6, 3, "0 1M 2M 3M")]
    public void Linear_marks_are_round(double low, double high, int most, string labels) =>
        Assert.Equal(labels, string.Join(' ', Ticks.Linear(low, high, most).Select(t => t.Label)));

    [Theory]
    [InlineData(0.001, 10, "0.001 0.01 0.1 1 10")]
    [InlineData(1, 10, "1 2 5 10")]
    [InlineData(1.4, 4.2, "1.5 2.0 2.5 3.0 3.5 4.0")]
    public void Logarithmic_marks_are_round(double low, double high, string labels)
    {
        var marks = Ticks.Log(Math.Log10(low), Math.Log10(high), 6).ToList();
        Assert.Equal(labels, string.Join(' ', marks.Select(t => t.Label)));
        Assert.All(marks, m => Assert.InRange(m.At, Math.Log10(low) - 1e-6, Math.Log10(high) + 1e-6));
    }
}
