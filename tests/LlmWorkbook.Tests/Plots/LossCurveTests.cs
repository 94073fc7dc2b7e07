using System.Text.Json.Nodes;
using LlmWorkbook.Plots;
using LlmWorkbook.Training;

namespace LlmWorkbook.Tests.Plots;

public sealed class LossCurveTests
{
    [Fact]
    public void Redraws_at_the_first_step_after_an_evaluation_and_at_the_end_but_not_in_between()
    {
        var curve = new LossCurve();
        Assert.True(curve.Add(Step(1, 4)));
        // Thousands of steps in far less than a tenth of a second each: nearly all must be skipped.
        int redraws = Enumerable.Range(2, 2000).Count(s => curve.Add(Step(s, 4)));
        Assert.InRange(redraws, 0, 200);
        Assert.True(curve.Add(Step(2002, 4, validation: 4.1)));
        Assert.True(curve.Add(Step(2003, 4, eta: 0)));
    }

    [Fact]
    public void A_long_curve_keeps_every_point_and_draws_few_with_spikes_ends_and_gaps()
    {
        var curve = new LossCurve(floor: 1);
        for (int s = 1; s <= 100_000; s++)
        {
            curve.Add(LossCurve.Train, s, s switch { 54_321 => 9, 70_000 => -3, 80_000 => double.NaN, 100_000 => 2.5, _ => 2 + s % 7 * 0.01 });
            if (s % 100 == 0)
                curve.Add(LossCurve.Validation, s, 2.2);
        }
        Assert.Equal(100_000, curve.Points(LossCurve.Train).Count);
        Assert.Equal((54_321, 9), curve.Points(LossCurve.Train)[54_320]);
        var figure = curve.ToFigure();
        var data = JsonNode.Parse(figure.Json)!["data"]!;
        var (x, y) = (data[0]!["x"]!.AsArray().Select(v => v!.GetValue<double>()).ToList(), data[0]!["y"]!.AsArray());
        Assert.InRange(x.Count, 400, 900);
        Assert.Equal(x.Order(), x);
        Assert.Equal((1, 100_000, 2.5), (x[0], x[^1], (double)y[^1]!));
        Assert.Equal(9, (double)y[x.IndexOf(54_321)]!);
        Assert.Equal(-3, (double)y[x.IndexOf(70_000)]!);
        Assert.Equal("NaN", (string?)y[x.IndexOf(80_000)]);
        AssertJson("[1,100000]", data[2]!["x"]!);
        Assert.InRange(figure.Html.Length, 10_000, 100_000);
    }

    [Fact]
    public void What_is_drawn_of_a_growing_curve_stays_where_it_was()
    {
        var curve = new LossCurve();
        for (int s = 0; s < 50_000; s++)
            curve.Add(LossCurve.Train, s, Math.Sin(s * 0.7) + s % 13);
        var before = Drawn(curve);
        for (int s = 50_000; s < 50_100; s++)
            curve.Add(LossCurve.Train, s, 0);
        var after = Drawn(curve);
        // The last stretch is still growing; all others are as they were.
        Assert.Equal(before.SkipLast(3), after.Take(before.Count - 3));

        static List<double> Drawn(LossCurve curve) => [.. Json(curve)["data"]![0]!["x"]!.AsArray().Select(v => v!.GetValue<double>())];
    }

    [Fact]
    public void In_words_it_tells_where_each_series_stands()
    {
        var curve = new LossCurve("Loss");
        curve.Add(Step(1, 4));
        curve.Add(Step(2, 3.25, validation: 3.5));
        Assert.Equal("Loss: train 3.25 at 2 (2 points), validation 3.5 at 2 (1 points)", curve.ToString());
    }

    [Fact]
    public void Train_is_a_line_validation_has_markers_the_floor_is_dashed()
    {
        var curve = new LossCurve("run", floor: 1.25);
        curve.Add(Step(1, 4));
        curve.Add(Step(2, 3, validation: 3.2));
        var data = Json(curve)["data"]!.AsArray();
        Assert.Equal(["train", "validation", "floor 1.2500"], data.Select(t => (string?)t!["name"]));
        Assert.Equal(["lines", "lines+markers", "lines"], data.Select(t => (string?)t!["mode"]));
        Assert.Equal("dash", (string?)data[2]!["line"]!["dash"]);
        AssertJson("[1.25,1.25]", data[2]!["y"]!);
        AssertJson("[1,2]", data[2]!["x"]!);
    }

    [Fact]
    public void Axes_say_what_and_in_which_unit()
    {
        var layout = Json(new LossCurve("run"))["layout"]!;
        Assert.Equal("run", (string?)layout["title"]!["text"]);
        Assert.Equal("step", (string?)layout["xaxis"]!["title"]!["text"]);
        Assert.Equal("loss (nats/token)", (string?)layout["yaxis"]!["title"]!["text"]);
    }

    [Fact]
    public void On_a_log_scale_what_has_no_logarithm_is_a_gap_and_a_floor_of_zero_is_not_drawn()
    {
        var curve = new LossCurve(floor: 0, logScale: true);
        curve.Add("reward", 1, 0.5);
        curve.Add("reward", 2, -0.5);
        var figure = Json(curve);
        Assert.Equal("log", (string?)figure["layout"]!["yaxis"]!["type"]);
        AssertJson("[0.5,\"NaN\"]", figure["data"]![0]!["y"]!);
        Assert.Single(figure["data"]!.AsArray());
    }

    [Fact]
    public void A_loss_that_is_no_number_is_a_gap() =>
        AssertJson("[1,\"NaN\",2]", Json(Filled(1, double.NaN, 2))["data"]![0]!["y"]!);

    [Fact]
    public void Two_runs_on_one_plot_have_a_colour_each()
    {
        var data = JsonNode.Parse(LossCurve.Compare(("fast", Filled(3, 2)), ("slow", Filled(3, 2.5))).Json)!["data"]!.AsArray();
        Assert.Equal(["fast: train", "slow: train"], data.Select(t => (string?)t!["name"]));
        Assert.NotEqual((string?)data[0]!["line"]!["color"], (string?)data[1]!["line"]!["color"]);
    }

    [Fact]
    public void Nothing_to_compare_is_told_in_one_sentence() =>
        Assert.Contains("at least one", Assert.Throws<WorkbookException>(() => LossCurve.Compare()).Message, StringComparison.Ordinal);

    /// <summary>The same values; 1 and 1.0 are one number.</summary>
    private static void AssertJson(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual.ToJsonString())), $"expected {expected}, was {actual.ToJsonString()}");

    private static LossCurve Filled(params double[] losses)
    {
        var curve = new LossCurve();
        for (int i = 0; i < losses.Length; i++)
            curve.Add(LossCurve.Train, i, losses[i]);
        return curve;
    }

    private static StepMetrics Step(int step, double loss, double? validation = null, double eta = 100) =>
        new(step, step * 768L, loss, validation, 1e-3, 1, 20_000, TimeSpan.FromSeconds(eta));

    private static JsonNode Json(LossCurve curve) => JsonNode.Parse(curve.ToFigure().Json)!;
}
