using System.Text.Json.Nodes;
using Plotly.NET.CSharp;
using Color = Plotly.NET.Color;
using GenericChart = Plotly.NET.GenericChart;
using StyleParam = Plotly.NET.StyleParam;

namespace LlmWorkbook.StandIns.Tests;

/// <summary>What Plotly.NET.CSharp writes for each member that the workbook uses: the JSON of the real package.</summary>
public sealed class PlotlyChartTests
{
    private static readonly int[] X = [1, 2, 3];
    private static readonly double[] Y = [1.5, 2, double.NaN];

    [Fact]
    public void Line_is_a_scatter_in_lines_mode_and_writes_NaN_as_text() =>
        SameTrace("""{"type":"scatter","mode":"lines","x":[1,2,3],"y":[1.5,2.0,"NaN"],"marker":{},"line":{}}""",
            Chart.Line<int, double, string>(X, Y));

    [Fact]
    public void Line_takes_name_legend_opacity_colours_dash_and_width() =>
        SameTrace("""
            {"type":"scatter","name":"train","showlegend":false,"opacity":0.5,"mode":"lines+markers","x":[1,2,3],"y":[1.5,2,"NaN"],"text":"t",
             "marker":{"color":"red","symbol":"0"},"line":{"color":"rgba(0, 114, 178, 1.0)","width":2,"dash":"dash"}}
            """,
            Chart.Line<int, double, string>(X, Y, Name: "train", ShowMarkers: true, ShowLegend: false, Opacity: 0.5, Text: "t",
                LineColor: Color.fromHex("#0072B2"), LineDash: StyleParam.DrawingStyle.Dash, LineWidth: 2.0,
                MarkerColor: Color.fromString("red"), MarkerSymbol: StyleParam.MarkerSymbol.Circle));

    [Fact]
    public void A_text_position_makes_text_visible_and_many_values_go_before_one() =>
        SameTrace("""
            {"type":"scatter","mode":"lines+text","x":[1,2,3],"y":[1.5,2,"NaN"],"text":["a","b","c"],"textposition":"top center","marker":{"opacity":[0.1,0.2,0.3]},"line":{}}
            """,
            Chart.Line<int, double, string>(X, Y, MultiOpacity: Many(0.1, 0.2, 0.3), Text: "one", MultiText: Many("a", "b", "c"), TextPosition: StyleParam.TextPosition.TopCenter));

    [Fact]
    public void Point_shows_markers_alone() =>
        SameTrace("""{"type":"scatter","name":"p","mode":"markers","x":[1,2,3],"y":[1.5,2,"NaN"],"marker":{"color":"rgba(1, 2, 3, 1.0)"},"line":{}}""",
            Chart.Point<int, double, string>(X, Y, Name: "p", MarkerColor: Color.fromRGB(1, 2, 3)));

    [Fact]
    public void Scatter_takes_a_mode_a_fill_and_transparent_colours() =>
        SameTrace("""
            {"type":"scatter","mode":"lines+markers","x":[1,2,3],"y":[1.5,2,"NaN"],"marker":{"color":"rgba(1, 2, 3, 0.5)"},
             "line":{"color":"rgba(230, 159, 0, 1.0)"},"fill":"tozeroy","fillcolor":"blue"}
            """,
            Chart.Scatter<int, double, string>(X, Y, StyleParam.Mode.Lines_Markers, MarkerColor: Color.fromARGB(128, 1, 2, 3),
                LineColor: Color.fromHex("E69F00"), Fill: StyleParam.Fill.ToZero_y, FillColor: Color.fromString("blue")));

    [Fact]
    public void WebGL_is_another_type() =>
        Assert.Equal("scattergl", (string?)Trace(Chart.Line<int, double, string>(X, Y, UseWebGL: true))["type"]);

    [Fact]
    public void Bar_lies() =>
        SameTrace("""
            {"type":"bar","name":"b","opacity":0.7,"x":[1.5,2,"NaN"],"y":["a","b","c"],"base":0.1,"width":0.5,"text":["x","y","z"],"textposition":"outside",
             "orientation":"h","marker":{"color":"rgba(0, 114, 178, 1.0)","pattern":{}}}
            """,
            Chart.Bar<double, string, string>(Y, Keys: Many("a", "b", "c"), Name: "b", MarkerColor: Color.fromHex("#0072B2"), MultiText: Many("x", "y", "z"),
                TextPosition: StyleParam.TextPosition.Outside, Opacity: 0.7, Width: 0.5, Base: 0.1));

    [Fact]
    public void Column_stands() =>
        SameTrace("""{"type":"bar","showlegend":true,"x":["a","b","c"],"y":[1.5,2,"NaN"],"orientation":"v","marker":{"pattern":{}}}""",
            Chart.Column<double, string, string>(Y, Keys: Many("a", "b", "c"), ShowLegend: true));

    [Fact]
    public void Histogram_leaves_the_counting_to_the_browser() =>
        SameTrace("""
            {"type":"histogram","name":"h","x":[1.5,2,"NaN"],"histnorm":"probability","nbinsx":10,"marker":{"color":"rgba(0, 114, 178, 1.0)","pattern":{}}}
            """,
            Chart.Histogram<double, double, string>(X: new(Y, true), Name: "h", NBinsX: 10, MarkerColor: Color.fromHex("#0072B2"), HistNorm: StyleParam.HistNorm.Probability));

    [Fact]
    public void Heatmap_keeps_rows_and_can_turn_its_y_axis()
    {
        var chart = Chart.Heatmap<double, string, string, string>([[1, 2], [3, 4]], X: Many("a", "b"), Y: Many("c", "d"),
            ColorScale: StyleParam.Colorscale.Viridis, ShowScale: true, ReverseYAxis: true);
        SameTrace("""{"type":"heatmap","x":["a","b"],"y":["c","d"],"z":[[1,2],[3,4]],"colorscale":"Viridis","showscale":true}""", chart);
        Same("""{"autorange":"reversed"}""", Layout(chart)["yaxis"]);
    }

    [Fact]
    public void A_new_chart_is_600_square_in_the_plotly_template()
    {
        var layout = Layout(Chart.Line<int, double, string>(X, Y));
        Assert.Equal((600, 600), ((int)layout["width"]!, (int)layout["height"]!));
        var template = layout["template"]!;
        Assert.Equal("rgba(229, 236, 246, 1.0)", (string?)template["layout"]!["plot_bgcolor"]);
        Assert.Equal(10, template["layout"]!["colorway"]!.AsArray().Count);
        Assert.Equal(25, template["data"]!.AsObject().Count);
        Same("""[{"colorbar":{"outlinewidth":0,"ticks":""}}]""", template["data"]!["mesh3d"]);
    }

    [Fact]
    public void Without_defaults_the_layout_is_empty() =>
        Same("{}", Layout(Chart.Line<int, double, string>(X, Y, UseDefaults: false)));

    [Fact]
    public void Combine_joins_traces_and_the_last_layout_wins()
    {
        var chart = Chart.Combine([
            Chart.Line<int, double, string>(X, Y, Name: "a").WithSize(Width: 300).WithXAxisStyle<double, double, string>(TitleText: "one"),
            Chart.Point<int, double, string>(X, Y, Name: "b").WithXAxisStyle<double, double, string>(TitleText: "two", ShowGrid: false)]);
        Assert.Equal(["a", "b"], Figure(chart)["data"]!.AsArray().Select(t => (string?)t!["name"]));
        Assert.Equal(600, (int)Layout(chart)["width"]!);
        Same("""{"title":{"text":"two"},"showgrid":false}""", Layout(chart)["xaxis"]);
        Assert.Equal(2, GenericChart.countTrace(chart));
    }

    [Fact]
    public void Axis_styles_add_up()
    {
        var chart = Chart.Line<int, double, string>(X, Y)
            .WithXAxisStyle<double, double, string>(TitleText: "step", MinMax: Tuple.Create(0.0, 10.0), GridColor: Color.fromString("#888"), ZeroLine: false)
            .WithXAxisStyle<double, double, string>(ShowLine: true, LineColor: Color.fromHex("#010203"), Color: Color.fromString("grey"))
            .WithYAxisStyle<double, double, string>(TitleText: "loss", TitleStandoff: 3, AxisType: StyleParam.AxisType.Log);
        Same("""
            {"title":{"text":"step"},"range":[0,10],"gridcolor":"#888","zeroline":false,"showline":true,"linecolor":"rgba(1, 2, 3, 1.0)","color":"grey"}
            """, Layout(chart)["xaxis"]);
        Same("""{"title":{"text":"loss","standoff":3},"type":"log"}""", Layout(chart)["yaxis"]);
    }

    [Fact]
    public void A_second_axis_has_its_own_id()
    {
        var chart = Chart.Line<int, double, string>(X, Y).WithXAxisStyle<double, double, string>(TitleText: "step", Id: StyleParam.SubPlotId.NewXAxis(2),
            Anchor: StyleParam.LinearAxisId.NewY(2), Overlaying: StyleParam.LinearAxisId.NewX(1));
        Same("""{"title":{"text":"step"},"anchor":"y2","overlaying":"x"}""", Layout(chart)["xaxis2"]);
    }

    [Fact]
    public void Size_legend_and_title_stand_in_the_layout()
    {
        var chart = Chart.Line<int, double, string>(X, Y).WithSize(Width: 700)
            .WithLegendStyle(Orientation: StyleParam.Orientation.Horizontal, X: 0.5, XAnchor: StyleParam.XAnchorPosition.Center, BGColor: Color.fromString("white"));
        chart = Plotly.NET.GenericChartExtensions.WithTitle(chart, "the title", null);
        Assert.Equal((700, 600), ((int)Layout(chart)["width"]!, (int)Layout(chart)["height"]!));
        Same("""{"bgcolor":"white","orientation":"h","x":0.5,"xanchor":"center"}""", Layout(chart)["legend"]);
        Same("""{"text":"the title"}""", Layout(chart)["title"]);
    }

    [Fact]
    public void Trace_info_numbers_the_names_of_further_traces()
    {
        var chart = Chart.Combine([Chart.Line<int, double, string>(X, Y), Chart.Line<int, double, string>(X, Y)])
            .WithTraceInfo(Name: "n", ShowLegend: true, LegendRank: 2, LegendGroup: "g");
        Assert.Equal(["n", "n_1"], Figure(chart)["data"]!.AsArray().Select(t => (string?)t!["name"]));
        Assert.Equal("g", (string?)Trace(chart)["legendgroup"]);
    }

    [Fact]
    public void The_transparent_template_replaces_the_default_of_this_chart_alone()
    {
        var chart = Plotly.NET.GenericChartExtensions.WithTemplate(Chart.Line<int, double, string>(X, Y), Plotly.NET.ChartTemplates.transparent);
        Same("""
            {"layout":{"paper_bgcolor":"rgba(255, 255, 255, 0)","plot_bgcolor":"rgba(255, 255, 255, 0)","xaxis":{"showline":true,"zeroline":true},"yaxis":{"showline":true,"zeroline":true}},"data":{}}
            """, Layout(chart)["template"]);
        Assert.NotNull(Layout(Chart.Line<int, double, string>(X, Y))["template"]!["layout"]!["colorway"]);
    }

    [Fact]
    public void Json_comes_with_the_configuration_and_figure_json_with_frames()
    {
        var chart = Chart.Line<int, double, string>(X, Y);
        Same("""{"responsive":true}""", JsonNode.Parse(GenericChart.toJson(chart))!["config"]);
        Same("[]", Figure(chart)["frames"]);
    }

    [Fact]
    public void Html_draws_into_a_div_and_a_page_loads_plotly()
    {
        var chart = Chart.Line<int, double, string>(X, Y);
        Assert.Contains("Plotly.newPlot(", GenericChart.toChartHTML(chart), StringComparison.Ordinal);
        Assert.Contains("https://cdn.plot.ly/plotly-2.27.1.min.js", GenericChart.toEmbeddedHTML(chart), StringComparison.Ordinal);
    }

    private static Optional<IEnumerable<T>> Many<T>(params T[] values) => new(values, true);

    private static JsonNode Figure(GenericChart chart) => JsonNode.Parse(GenericChart.toFigureJson(chart))!;

    private static JsonNode Trace(GenericChart chart) => Figure(chart)["data"]![0]!;

    private static JsonNode Layout(GenericChart chart) => Figure(chart)["layout"]!;

    private static void SameTrace(string expected, GenericChart chart) => Same(expected, Trace(chart));

    private static void Same(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual?.ToJsonString() ?? "null")), $"expected {expected}\nbut was  {actual?.ToJsonString()}");
}
