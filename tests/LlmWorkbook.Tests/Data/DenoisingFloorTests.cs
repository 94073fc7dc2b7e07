using LlmWorkbook.Data;

namespace LlmWorkbook.Tests.Data;

public class DenoisingFloorTests
{
    private static readonly LlmWorkbook.Text.SpecialTokens Special = DocumentBatchesTests.Special;

    [Fact]
    public void By_hand()
    {
        // Two texts that differ in their second token; one of two tokens is dropped. If the first is, nothing is left to guess;
        // if the second is, each is as likely as its text.
        var floor = new DenoisingFloor([([20, 30], 0.75), ([20, 31], 0.25)], Special, 0.5, 1);
        double surprise = -0.75 * Math.Log(0.75) - 0.25 * Math.Log(0.25);
        Assert.Equal(surprise / 2, floor.NatsPerText, 1e-12);
        Assert.Equal(-Math.Log(0.25), floor.Nats([20, 5], [5, 31]), 1e-12);
        Assert.Equal(0, floor.Nats([5, 31], [5, 20]), 1e-12);
        Assert.Equal(double.PositiveInfinity, floor.Nats([20, 5], [5, 99]));
    }

    [Fact]
    public void All_ways_are_those_that_are_drawn()
    {
        var drawn = Enumerable.Range(0, 5000).Select(n => string.Concat(SpanCorruption.Draw(8, 4, 2, SplitMix64.At(1, n)).Select(d => d ? 1 : 0))).ToHashSet();
        Assert.Equal(drawn.Order(), DenoisingFloor.Ways(8, 4, 2).Select(w => string.Concat(w.Select(d => d ? 1 : 0))).Order());
    }

    [Fact]
    public void The_mean_over_drawn_texts_is_the_closed_form()
    {
        var config = new LlmWorkbook.Lessons.DenoisingConfig();
        var floor = config.Floor();
        var batches = config.Corrupted([[1, 2]]);
        double[] nats = [.. config.Draw(4000, 5).Select((text, n) =>
        {
            var (input, target) = batches.Corrupt(text, SplitMix64.At(9, n));
            return floor.Nats(input, target);
        })];
        double mean = nats.Average(), error = Math.Sqrt(nats.Average(v => (v - mean) * (v - mean)) / nats.Length);
        Assert.InRange(floor.NatsPerText, mean - 3 * error, mean + 3 * error);
    }
}
