using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LlmWorkbook.Plots;
using LlmWorkbook.Training;

namespace LlmWorkbook.Tests.Plots;

public sealed class TrainingBoardTests
{
    [Fact]
    public void Every_step_is_on_four_plots_and_in_the_drawing()
    {
        var board = Trained(new("A <b>run</b>", steps: 100, floor: 1.5), 40);
        Assert.Equal(40, board.Steps.Count);
        Assert.Equal(4, Regex.Count(board.ToDashboard().Html, "class=\"workbook-figure\""));
        Assert.DoesNotContain("<b>run", board.ToDashboard().Html);
        var drawing = XDocument.Parse(board.ToDashboard().Svg);
        string[] words = [.. drawing.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value)];
        Assert.All(["learning rate", "gradient norm", "tokens/s", "floor 1.5000"], word => Assert.Contains(word, words));
        Assert.Equal("A <b>run</b>: train 2.1 at 40 (40 points), validation 2.2 at 40 (4 points), learning rate 0.004, gradient norm 0.5, 1,234 tokens/s", board.ToString());
    }

    [Fact]
    public void An_empty_board_is_drawn_too() => Assert.NotNull(XDocument.Parse(new TrainingBoard(steps: 10).ToDashboard().Svg).Root);

    [Fact]
    public void It_redraws_as_seldom_as_a_curve()
    {
        var board = new TrainingBoard();
        Assert.True(board.Add(Step(1)));
        Assert.InRange(Enumerable.Range(2, 2000).Count(s => board.Add(Step(s) with { ValidationLoss = null })), 0, 200);
    }

    [Fact]
    public void A_known_number_of_steps_fixes_the_axis_and_a_longer_run_widens_it()
    {
        Assert.Equal("[0,100]", Range(Trained(new(steps: 100, floor: 1), 3).Loss.ToFigure()));
        Assert.Equal("[0,120]", Range(Trained(new(steps: 100), 120).Loss.ToFigure()));
        Assert.Equal("null", Range(Trained(new(), 3).Loss.ToFigure()));
        var floor = JsonNode.Parse(Trained(new(steps: 100, floor: 1), 3).Loss.ToFigure().Json)!["data"]!.AsArray()[^1]!;
        Assert.Equal("[1,100]", floor["x"]!.ToJsonString());

        static string Range(Figure figure) => JsonNode.Parse(figure.Json)!["layout"]!["xaxis"]?["range"]?.ToJsonString() ?? "null";
    }

    [Fact]
    public void Losses_and_floor_are_drawn_in_the_unit_that_is_asked_for()
    {
        Shows(LossUnit.Perplexity, Math.Exp(2.5), "perplexity (tokens)");
        Shows(LossUnit.Bits, 2.5 / Math.Log(2), "loss (bits/token)");
        Shows(LossUnit.BitsPerByte(4), 2.5 / Math.Log(2) / 4, "loss (bits/byte)");
        Assert.Throws<WorkbookException>(() => LossUnit.BitsPerByte(0));

        static void Shows(LossUnit unit, double value, string title)
        {
            var curve = new LossCurve(floor: 2.5, unit: unit);
            curve.Add(LossCurve.Train, 1, 2.5);
            var json = JsonNode.Parse(curve.ToFigure().Json)!;
            Assert.Equal(value, (double)json["data"]![0]!["y"]![0]!, 9);
            Assert.Equal(value, (double)json["data"]![1]!["y"]![0]!, 9);
            Assert.Equal(title, (string?)json["layout"]!["yaxis"]!["title"]!["text"]);
            Assert.Equal(2.5, curve.Points(LossCurve.Train)[0].Y);
        }
    }

    [Fact]
    public void A_confusion_matrix_has_shares_of_each_truth()
    {
        var json = JsonNode.Parse(Plot.Confusion([(0, 0), (0, 0), (0, 1), (1, 1)], ["yes", "no", "never"]).Json)!;
        Assert.Equal([[2.0 / 3, 1.0 / 3, 0], [0, 1, 0], [0, 0, 0]], json["data"]![0]!["z"]!.AsArray().Select(r => r!.AsArray().Select(v => (double)v!).ToArray()).ToArray());
        Assert.Throws<WorkbookException>(() => Plot.Confusion([(0, 2)], ["yes", "no"]));
    }

    [Fact]
    public void Figures_of_a_dashboard_stand_side_by_side_and_wrap()
    {
        var board = new Dashboard("<All>", [.. Enumerable.Range(0, 3).Select(n => new LossCurve($"stage {n}").ToFigure(375, 250))]);
        var drawing = XDocument.Parse(board.Svg).Root!;
        Assert.Equal(["translate(0 0)", "translate(380 0)", "translate(0 250)"], drawing.Elements().Select(g => (string)g.Attribute("transform")!));
        Assert.Equal("500", (string)drawing.Attribute("height")!);
        Assert.Equal("<All>", (string)drawing.Attribute("aria-label")!);
        Assert.Equal(3, Regex.Count(board.Html, "class=\"workbook-figure\""));
        Assert.Equal("<All>: 3 figures", board.ToString());
    }

    private static TrainingBoard Trained(TrainingBoard board, int steps)
    {
        for (int step = 1; step <= steps; step++)
            board.Add(Step(step));
        return board;
    }

    private static StepMetrics Step(int n) => new(n, 64L * n, 2.1, n % 10 == 0 ? 2.2 : null, n * 1e-4, 0.5, 1234, TimeSpan.FromSeconds(9));
}
