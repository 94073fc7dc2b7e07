using LlmWorkbook.Plots;

namespace LlmWorkbook.Tests.Plots;

public sealed class ThinningTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(799)]
    public void Few_points_are_all_kept(int count) =>
        Assert.Equal(Enumerable.Range(0, count), Of(Enumerable.Range(0, count).Select(i => Math.Sin(i))).Indices());

    [Fact]
    public void Nothing_gives_nothing() => Assert.Empty(new Thinning().Indices());

    [Theory]
    [InlineData(801)]
    [InlineData(10_000)]
    [InlineData(102_400)]
    [InlineData(102_401)]
    [InlineData(250_001)]
    public void Ends_extremes_and_gaps_are_kept_of_any_length_and_places_are_in_order(int count)
    {
        double[] values = [.. Enumerable.Range(0, count).Select(i => i == 77 ? -50.0 : i == count / 3 ? 50 : i == count / 2 ? double.NaN : i == count - 5 ? double.PositiveInfinity : Math.Sin(i))];
        int[] kept = Of(values).Indices();
        Assert.InRange(kept.Length, 200, 804);
        Assert.Equal(kept.Order().Distinct(), kept);
        Assert.Superset(new HashSet<int> { 0, 77, count / 3, count / 2, count - 5, count - 1 }, kept.ToHashSet());
    }

    [Fact]
    public void In_every_stretch_of_the_plot_the_lowest_and_the_highest_are_drawn()
    {
        double[] values = [.. Enumerable.Range(0, 100_000).Select(i => Math.Sin(i * 12.9898) * 43_758.5453 % 1)];
        int[] kept = Of(values).Indices();
        for (int from = 0; from < 100_000; from += 2_000)
        {
            var drawn = kept.Where(i => i >= from && i < from + 2_000).Select(i => values[i]).ToList();
            Assert.InRange(drawn.Max(), values[from..(from + 2_000)].Max() - 0.005, 1);
            Assert.InRange(drawn.Min(), -1, values[from..(from + 2_000)].Min() + 0.005);
        }
    }

    [Fact]
    public void A_series_without_a_number_is_drawn_as_a_gap() =>
        Assert.InRange(Of(Enumerable.Repeat(double.NaN, 5_000)).Indices().Length, 200, 802);

    private static Thinning Of(IEnumerable<double> values)
    {
        var thinning = new Thinning();
        foreach (double value in values)
            thinning.Add(value);
        return thinning;
    }
}
