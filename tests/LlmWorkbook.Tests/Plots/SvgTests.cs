using System.Xml.Linq;
using LlmWorkbook.Plots;
using Plotly.NET.CSharp;

namespace LlmWorkbook.Tests.Plots;

/// <summary>The static drawing, read back as XML.</summary>
public sealed class SvgTests
{
    [Fact]
    public void A_line_goes_through_its_points_and_breaks_at_a_gap()
    {
        var path = Stroke(Plot.Lines([("a", [0, 1, 2, 3], [0, 1, double.NaN, 1])]));
        Assert.Equal(2, path.Count(c => c == 'M'));
        Assert.Equal(1, path.Count(c => c == 'L'));
    }

    [Fact]
    public void Up_is_up_and_right_is_right()
    {
        double[] p = [.. Stroke(Plot.Lines([("a", [0, 1], [0, 1])])).Split('M', 'L', ' ').Where(s => s.Length > 0).Select(s => double.Parse(s, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.True(p[2] > p[0] && p[3] < p[1]);
    }

    [Fact]
    public void On_a_log_axis_equal_ratios_are_equally_far()
    {
        var curve = new LossCurve(logScale: true);
        foreach (var (x, y) in new[] { (0.0, 1.0), (1, 10), (2, 100) })
            curve.Add(LossCurve.Train, x, y);
        double[] p = [.. Stroke(curve.ToFigure()).Split('M', 'L', ' ').Where(s => s.Length > 0).Select(s => double.Parse(s, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(p[1] - p[3], p[3] - p[5], 0.15);
    }

    [Fact]
    public void The_floor_is_dashed()
    {
        var curve = new LossCurve(floor: 1);
        curve.Add(LossCurve.Train, 1, 2);
        curve.Add(LossCurve.Train, 2, 1.5);
        Assert.NotEmpty(Svg(curve.ToFigure()).Descendants().Attributes("stroke-dasharray"));
    }

    [Fact]
    public void Bars_are_as_long_as_their_values()
    {
        double[] widths = Rects(Plot.Bars(["a", "b", "b"], [0.5, 0.25, 0.125]), "#").Concat(Rects(Plot.Bars(["a", "b", "b"], [0.5, 0.25, 0.125]), "rgba")).Select(r => (double)r.Attribute("width")!).Order().ToArray();
        Assert.Equal(3, widths.Length);
        Assert.Equal(2, widths[1] / widths[0], 0.02);
        Assert.Equal(2, widths[2] / widths[1], 0.02);
    }

    [Fact]
    public void A_histogram_counts_every_value_once()
    {
        double[] sample = [0, 0, 0, 1, 1, 2.5, 9.9, 10];
        var counts = Rects(Plot.Histogram(sample, bins: 10), "rgba").Select(r => (double)r.Attribute("height")!).ToArray();
        Assert.Equal(11, counts.Length);
        double one = counts.Where(h => h > 0).Min();
        Assert.Equal([3, 2, 1, 1, 1], counts.Where(h => h > 0).Select(h => (int)Math.Round(h / one)));
    }

    [Fact]
    public void A_heat_map_has_a_cell_per_number_dark_for_low_and_bright_for_high()
    {
        var cells = Rects(Plot.Heatmap([[0, 1], [0.5, double.NaN]], ["r1", "r2"], ["c1", "c2"]), "#").Take(3).Select(r => (string)r.Attribute("fill")!).ToArray();
        Assert.Equal(["#440154", "#fde725", "#21908d"], cells);
    }

    [Fact]
    public void The_first_row_of_a_heat_map_is_on_top()
    {
        var rows = Rects(Plot.Heatmap([[0.0], [1.0]], ["top", "bottom"], ["c"]), "#").Take(2).Select(r => (double)r.Attribute("y")!).ToArray();
        Assert.True(rows[0] < rows[1]);
    }

    [Fact]
    public void Title_axes_and_legend_are_written()
    {
        string text = string.Join('|', Svg(Plot.Lines([("cosine", [0, 1], [0, 1])], "Rate", "step", "rate (1/s)")).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value));
        foreach (var word in new[] { "cosine", "Rate", "step", "rate (1/s)", "0.4" })
            Assert.Contains(word, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Standing_alone_it_has_ink_of_its_own_and_no_background() =>
        Assert.Equal("rgb(128,128,128)", (string?)Svg(Plot.Lines([("a", [0, 1], [0, 1])])).Attribute("color"));

    [Theory]
    [InlineData(new double[0], new double[0])]
    [InlineData(new double[] { 1 }, new double[] { 1 })]
    [InlineData(new double[] { 0, 1 }, new double[] { double.NaN, double.PositiveInfinity })]
    [InlineData(new double[] { 1e300, -1e300 }, new double[] { 1e-300, 1e300 })]
    public void Odd_data_still_gives_a_drawing(double[] x, double[] y)
    {
        string svg = Plot.Lines([("a", x, y)]).Svg;
        XDocument.Parse(svg);
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_that_do_not_match_are_told_in_one_sentence()
    {
        Assert.Contains("one label per value", Assert.Throws<WorkbookException>(() => Plot.Bars(["a"], [1, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("one label per row", Assert.Throws<WorkbookException>(() => Plot.Heatmap([[1.0]], ["a", "b"], ["c"])).Message, StringComparison.Ordinal);
    }

    private static XElement Svg(Figure figure) => XDocument.Parse(figure.Svg).Root!;

    /// <summary>The path of the last stroke drawn in a colour: the trace, not the axes.</summary>
    private static string Stroke(Figure figure) =>
        (string)Svg(figure).Descendants().Last(e => e.Attribute("stroke-width") is not null).Attribute("d")!;

    private static IEnumerable<XElement> Rects(Figure figure, string colour) =>
        Svg(figure).Descendants().Where(e => e.Name.LocalName == "rect" && ((string)e.Attribute("fill")!).StartsWith(colour, StringComparison.Ordinal));
}
