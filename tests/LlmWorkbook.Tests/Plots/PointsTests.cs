using System.Text.Json.Nodes;
using LlmWorkbook.Plots;

namespace LlmWorkbook.Tests.Plots;

public sealed class PointsTests
{
    [Fact]
    public void Points_stand_over_dashed_lines()
    {
        var data = Data(Plot.Points([("pairs", [0.1, 0.2], [0.3, 0.4])], [("exact", [0, 1], [0, 1])], "t", "x", "y"));
        Assert.Equal(["markers", "lines"], data.Select(t => (string?)t!["mode"]));
        Assert.Equal(["pairs", "exact"], data.Select(t => (string?)t!["name"]));
        Assert.Equal("dash", (string?)data[1]!["line"]!["dash"]);
        Assert.Contains("no point", Assert.Throws<WorkbookException>(() => Plot.Points([], [])).Message);
    }

    [Fact]
    public void Bars_of_a_group_stand_together_and_the_first_is_on_top()
    {
        var figure = Plot.BarGroups(["a", "b"], [("one", [1, 2]), ("two", [3, 4])]);
        var data = Data(figure);
        Assert.Equal(["two", "one"], data.Select(t => (string?)t!["name"]));
        Assert.Equal(["b", "a"], data[1]!["y"]!.AsArray().Select(v => (string?)v));
        Assert.Equal([2.0, 1.0], data[1]!["x"]!.AsArray().Select(v => (double)v!));
        Assert.Contains("<svg", figure.Svg);
        Assert.Contains("one value per label", Assert.Throws<WorkbookException>(() => Plot.BarGroups(["a"], [("one", [1, 2])])).Message);
    }

    private static JsonArray Data(Figure figure) => JsonNode.Parse(figure.Json)!["data"]!.AsArray();
}
