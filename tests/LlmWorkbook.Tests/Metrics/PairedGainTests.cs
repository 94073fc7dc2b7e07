using LlmWorkbook.Data;
using LlmWorkbook.Metrics;

namespace LlmWorkbook.Tests.Metrics;

public sealed class PairedGainTests
{
    [Fact]
    public void Gains_are_taken_question_by_question()
    {
        var gain = PairedGain.Of([1, 2, 3, 5], [0, 2, 4, 1]);
        Assert.Equal(1, gain.Mean);                                                   // 1, 0, -1, 4
        Assert.Equal(Math.Sqrt((0 + 1 + 4 + 9) / 3.0 / 4), gain.StandardError, 12);
        Assert.Equal(0.625, gain.WinRate);                                            // 1, ½, 0, 1
        Assert.Equal(gain.Mean - 1.96 * gain.StandardError, gain.Lower, 12);
    }

    [Fact]
    public void The_interval_holds_the_true_gain_about_as_often_as_it_says()
    {
        int held = Enumerable.Range(0, 2_000).Count(n =>
        {
            var random = SplitMix64.At(1, n);
            double[] scores = [.. Enumerable.Range(0, 50).Select(_ => random.NextDouble() + 0.1)], others = [.. Enumerable.Range(0, 50).Select(_ => random.NextDouble())];
            var gain = PairedGain.Of(scores, others);
            return Math.Abs(gain.Mean - 0.1) <= gain.Mean - gain.Lower;
        });
        Assert.InRange(held, 1_860, 1_935);                                           // 93 to 96.75 %: 1.96 errors each way hold 95 %, a little less with 50 questions
    }

    [Fact]
    public void What_cannot_be_paired_is_refused() =>
        Assert.Contains("3 and 2 scores", Assert.Throws<WorkbookException>(() => PairedGain.Of([1, 2, 3], [1, 2])).Message);
}
