using LlmWorkbook.Data;
using LlmWorkbook.Text;
using TorchSharp;

namespace LlmWorkbook.Tests.Data;

public class SpanCorruptionTests
{
    private static readonly SpecialTokens Special = DocumentBatchesTests.Special;

    [Fact]
    public void Beijing_is_the_capital_of_China()
    {
        int[] text = [20, 21, 22, 23, 24]; // 北京 是 中国 的 首都
        var (input, target) = SpanCorruption.Apply(text, [false, true, false, true, false], Special);
        Assert.Equal([20, 5, 22, 6, 24], input);
        Assert.Equal([5, 21, 6, 23], target);
        Assert.Equal(text, SpanCorruption.Restore(input, target, Special));
        Assert.Equal([20, 22, 23, 24], SpanCorruption.Restore(input, [6, 23], Special));   // a span that was not written
        Assert.Equal([20, 22, 24], SpanCorruption.Restore(input, [40, 7, 23], Special));   // nonsense is left out
    }

    [Theory]
    [InlineData(0.15, 3)]
    [InlineData(0.5, 1)]
    [InlineData(0.3, 2)]
    [InlineData(0.9, 5)]
    public void What_is_dropped_comes_back(double rate, double meanSpan)
    {
        for (int n = 0; n < 2000; n++)
        {
            var random = SplitMix64.At(11, n);
            int length = 2 + random.Next(40);
            int[] text = [.. Enumerable.Range(0, length).Select(_ => 20 + random.Next(30))];
            var (dropped, spans) = SpanCorruption.Sizes(length, rate, meanSpan, 6);
            bool[] isDropped = SpanCorruption.Draw(length, dropped, spans, random);
            Assert.Equal(length, isDropped.Length);
            Assert.Equal(dropped, isDropped.Count(d => d));
            var (input, target) = SpanCorruption.Apply(text, isDropped, Special);
            int[] marks = [.. Special.Sentinels.Take(spans)];
            Assert.Equal(marks, input.Where(Special.Contains));
            Assert.Equal(marks, target.Where(Special.Contains));
            Assert.Equal(length + 2 * spans, input.Length + target.Length);
            Assert.Equal(text, SpanCorruption.Restore(input, target, Special));
        }
    }

    [Fact]
    public void Rate_and_mean_length_are_what_was_asked_for()
    {
        Assert.Equal((15, 5), SpanCorruption.Sizes(100, 0.15, 3, 6));
        Assert.Equal((15, 6), SpanCorruption.Sizes(100, 0.15, 1, 6));   // no more spans than sentinels
        Assert.Equal((1, 1), SpanCorruption.Sizes(2, 0.9, 1, 6));       // something stays
        Assert.Equal((1, 1), SpanCorruption.Sizes(5, 0.01, 3, 6));      // something goes
        Assert.Equal((9, 2), SpanCorruption.Sizes(10, 0.9, 1, 6));      // spans do not touch
    }

    [Fact]
    public void All_ways_to_place_the_spans_are_equally_likely()
    {
        // 3 of 7 in 2 spans: 2 ways to cut 3 into 2, and 4 kept with at least 1 between: C(5, 2) = 10 ways.
        var seen = new Dictionary<string, double>();
        for (int n = 0; n < 20_000; n++)
        {
            var key = string.Concat(SpanCorruption.Draw(7, 3, 2, SplitMix64.At(3, n)).Select(d => d ? 'x' : '.'));
            seen[key] = seen.GetValueOrDefault(key) + 1;
        }
        Assert.Equal(20, seen.Count);
        Assert.InRange(MaskingTests.ChiSquare([.. seen.Values], [.. Enumerable.Repeat(1000.0, 20)]), 0, 50); // 19 degrees: 1 in 10,000
    }

    [Fact]
    public void A_batch_starts_and_ends_the_output_with_the_end_token()
    {
        using var batch = SpanCorruption.ToBatch([([20, 5], [5, 21, 22]), ([5, 30, 6, 31], [5, 32, 6, 33, 34])], Special, torch.CPU);
        Assert.Equal([20, 5, 0, 0, 5, 30, 6, 31], batch.Inputs.data<long>().ToArray());
        Assert.Equal([false, false, true, true, false, false, false, false], batch.IsPad!.data<bool>().ToArray());
        Assert.Equal([1, 5, 21, 22, 0, 0, 1, 5, 32, 6, 33, 34], batch.DecoderInputs!.data<long>().ToArray());
        Assert.Equal([5, 21, 22, 1, -100, -100, 5, 32, 6, 33, 34, 1], batch.Targets.data<long>().ToArray());
    }

    [Fact]
    public void A_batch_depends_on_its_number_alone_and_bad_texts_are_said_in_one_sentence()
    {
        int[][] texts = [.. Enumerable.Range(0, 9).Select(n => Enumerable.Range(20 + n, 5 + n).ToArray())];
        using var one = new SpanBatches(texts, Special, 4, 20, 1, torch.CPU)[6];
        using var again = new SpanBatches(texts, Special, 4, 20, 1, torch.CPU)[6];
        using var other = new SpanBatches(texts, Special, 4, 20, 1, torch.CPU)[7];
        Assert.Equal(one.Inputs.data<long>().ToArray(), again.Inputs.data<long>().ToArray());
        Assert.NotEqual(one.Inputs.data<long>().ToArray(), other.Inputs.data<long>().ToArray());
        Assert.Contains("single token", Assert.Throws<WorkbookException>(() => new SpanBatches([[1]], Special, 4, 20, 1, torch.CPU)).Message);
        Assert.Contains("more dropped spans", Assert.Throws<WorkbookException>(() => SpanCorruption.Apply(
            [.. Enumerable.Range(20, 14)], [.. Enumerable.Range(0, 14).Select(i => i % 2 == 0)], Special)).Message);
    }
}
