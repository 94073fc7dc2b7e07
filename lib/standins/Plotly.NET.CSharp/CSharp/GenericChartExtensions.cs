using System.Text.Json.Nodes;
using Plotly.NET.LayoutObjects;

namespace Plotly.NET.CSharp;

/// <summary>Styling a chart; each call gives a new one.</summary>
public static class GenericChartExtensions
{
    /// <summary>Styles the x axis; what an earlier call set and this one leaves out stays.</summary>
    public static GenericChart WithXAxisStyle<MinType, MaxType, CategoryArrayType>(
        this GenericChart gChart,
        Optional<string> TitleText = default,
        Optional<Font> TitleFont = default,
        Optional<int> TitleStandoff = default,
        Optional<Title> Title = default,
        Optional<Color> Color = default,
        Optional<StyleParam.AxisType> AxisType = default,
        Optional<Tuple<MinType, MaxType>> MinMax = default,
        Optional<StyleParam.Mirror> Mirror = default,
        Optional<bool> ShowSpikes = default,
        Optional<Color> SpikeColor = default,
        Optional<int> SpikeThickness = default,
        Optional<bool> ShowLine = default,
        Optional<Color> LineColor = default,
        Optional<bool> ShowGrid = default,
        Optional<Color> GridColor = default,
        Optional<bool> ZeroLine = default,
        Optional<Color> ZeroLineColor = default,
        Optional<StyleParam.LinearAxisId> Anchor = default,
        Optional<StyleParam.Side> Side = default,
        Optional<StyleParam.LinearAxisId> Overlaying = default,
        Optional<Tuple<double, double>> Domain = default,
        Optional<double> Position = default,
        Optional<StyleParam.CategoryOrder> CategoryOrder = default,
        Optional<IEnumerable<CategoryArrayType>> CategoryArray = default,
        Optional<RangeSlider> RangeSlider = default,
        Optional<RangeSelector> RangeSelector = default,
        Optional<Color> BackgroundColor = default,
        Optional<bool> ShowBackground = default,
        Optional<StyleParam.SubPlotId> Id = default)
        where MinType : IConvertible
        where MaxType : IConvertible
        where CategoryArrayType : IConvertible =>
        gChart.WithLayout(new()
        {
            [Axis("xaxis", Id)] = new JsonObject()
                .With<JsonNode>("title", new(new JsonObject().With("text", TitleText).With("standoff", TitleStandoff), TitleText.IsSome || TitleStandoff.IsSome))
                .With("color", Color).With("type", AxisType)
                .With("range", Pair(MinMax))
                .With("showspikes", ShowSpikes).With("spikecolor", SpikeColor).With("spikethickness", SpikeThickness)
                .With("showline", ShowLine).With("linecolor", LineColor).With("showgrid", ShowGrid).With("gridcolor", GridColor)
                .With("zeroline", ZeroLine).With("zerolinecolor", ZeroLineColor).With("anchor", Anchor).With("overlaying", Overlaying)
                .With("domain", Pair(Domain))
                .With("position", Position).With("categoryarray", CategoryArray)
                .With("backgroundcolor", BackgroundColor).With("showbackground", ShowBackground),
        });

    /// <summary>Styles the y axis; what an earlier call set and this one leaves out stays.</summary>
    public static GenericChart WithYAxisStyle<MinType, MaxType, CategoryArrayType>(
        this GenericChart gChart,
        Optional<string> TitleText = default,
        Optional<Font> TitleFont = default,
        Optional<int> TitleStandoff = default,
        Optional<Title> Title = default,
        Optional<Color> Color = default,
        Optional<StyleParam.AxisType> AxisType = default,
        Optional<Tuple<MinType, MaxType>> MinMax = default,
        Optional<StyleParam.Mirror> Mirror = default,
        Optional<bool> ShowSpikes = default,
        Optional<Color> SpikeColor = default,
        Optional<int> SpikeThickness = default,
        Optional<bool> ShowLine = default,
        Optional<Color> LineColor = default,
        Optional<bool> ShowGrid = default,
        Optional<Color> GridColor = default,
        Optional<bool> ZeroLine = default,
        Optional<Color> ZeroLineColor = default,
        Optional<StyleParam.LinearAxisId> Anchor = default,
        Optional<StyleParam.Side> Side = default,
        Optional<StyleParam.LinearAxisId> Overlaying = default,
        Optional<Tuple<double, double>> Domain = default,
        Optional<double> Position = default,
        Optional<StyleParam.CategoryOrder> CategoryOrder = default,
        Optional<IEnumerable<CategoryArrayType>> CategoryArray = default,
        Optional<RangeSlider> RangeSlider = default,
        Optional<RangeSelector> RangeSelector = default,
        Optional<Color> BackgroundColor = default,
        Optional<bool> ShowBackground = default,
        Optional<StyleParam.SubPlotId> Id = default)
        where MinType : IConvertible
        where MaxType : IConvertible
        where CategoryArrayType : IConvertible =>
        gChart.WithLayout(new()
        {
            [Axis("yaxis", Id)] = new JsonObject()
                .With<JsonNode>("title", new(new JsonObject().With("text", TitleText).With("standoff", TitleStandoff), TitleText.IsSome || TitleStandoff.IsSome))
                .With("color", Color).With("type", AxisType)
                .With("range", Pair(MinMax))
                .With("showspikes", ShowSpikes).With("spikecolor", SpikeColor).With("spikethickness", SpikeThickness)
                .With("showline", ShowLine).With("linecolor", LineColor).With("showgrid", ShowGrid).With("gridcolor", GridColor)
                .With("zeroline", ZeroLine).With("zerolinecolor", ZeroLineColor).With("anchor", Anchor).With("overlaying", Overlaying)
                .With("domain", Pair(Domain))
                .With("position", Position).With("categoryarray", CategoryArray)
                .With("backgroundcolor", BackgroundColor).With("showbackground", ShowBackground),
        });

    /// <summary>Width and height in pixels.</summary>
    public static GenericChart WithSize(
        this GenericChart gChart,
        Optional<int> Width = default,
        Optional<int> Height = default) => gChart.WithLayout(new JsonObject().With("width", Width).With("height", Height));

    /// <summary>Where the legend stands and how it looks.</summary>
    public static GenericChart WithLegendStyle(
        this GenericChart gChart,
        Optional<Color> BGColor = default,
        Optional<Color> BorderColor = default,
        Optional<double> BorderWidth = default,
        Optional<double> EntryWidth = default,
        Optional<StyleParam.EntryWidthMode> EntryWidthMode = default,
        Optional<Font> Font = default,
        Optional<StyleParam.TraceGroupClickOptions> GroupClick = default,
        Optional<Font> GroupTitleFont = default,
        Optional<StyleParam.TraceItemClickOptions> ItemClick = default,
        Optional<StyleParam.TraceItemClickOptions> ItemDoubleClick = default,
        Optional<StyleParam.TraceItemSizing> ItemSizing = default,
        Optional<int> ItemWidth = default,
        Optional<StyleParam.Orientation> Orientation = default,
        Optional<Title> Title = default,
        Optional<double> TraceGroupGap = default,
        Optional<StyleParam.TraceOrder> TraceOrder = default,
        Optional<string> UIRevision = default,
        Optional<StyleParam.VerticalAlign> VerticalAlign = default,
        Optional<double> X = default,
        Optional<StyleParam.XAnchorPosition> XAnchor = default,
        Optional<double> Y = default,
        Optional<StyleParam.YAnchorPosition> YAnchor = default) =>
        gChart.WithLayout(new()
        {
            ["legend"] = new JsonObject()
                .With("bgcolor", BGColor).With("bordercolor", BorderColor).With("borderwidth", BorderWidth)
                .With("entrywidth", EntryWidth).With("itemwidth", ItemWidth).With("orientation", Orientation)
                .With("tracegroupgap", TraceGroupGap).With("uirevision", UIRevision)
                .With("x", X).With("xanchor", XAnchor).With("y", Y).With("yanchor", YAnchor),
        });

    /// <summary>Names the traces: the first as given, the others with their number behind it.</summary>
    public static GenericChart WithTraceInfo(
        this GenericChart gChart,
        Optional<string> Name = default,
        Optional<StyleParam.Visible> Visible = default,
        Optional<bool> ShowLegend = default,
        Optional<int> LegendRank = default,
        Optional<string> LegendGroup = default,
        Optional<Title> LegendGroupTitle = default) =>
        gChart.WithTraces((trace, i) => trace
            .With<string>("name", new(i == 0 ? Name.Value : $"{Name.Value}_{i}", Name.IsSome))
            .With("showlegend", ShowLegend).With("legendrank", LegendRank).With("legendgroup", LegendGroup));

    /// <summary>Writes the chart as a page of its own; <c>.html</c> is added where it is missing.</summary>
    public static void SaveHtml(this GenericChart gChart, string path, Optional<bool> OpenInBrowser = default)
    {
        var file = path.EndsWith(".html", StringComparison.Ordinal) ? path : path + ".html";
        File.WriteAllText(file, GenericChart.toEmbeddedHTML(gChart));
        if (OpenInBrowser is { IsSome: true, Value: true })
            System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(file) { UseShellExecute = true })?.Dispose();
    }

    private static Optional<object[]> Pair<A, B>(Optional<Tuple<A, B>> pair) where A : IConvertible where B : IConvertible =>
        pair.IsSome ? new object[] { pair.Value.Item1, pair.Value.Item2 } : default(Optional<object[]>);

    private static string Axis(string first, Optional<StyleParam.SubPlotId> id) => id.IsSome ? id.Value.ToString() : first;
}
