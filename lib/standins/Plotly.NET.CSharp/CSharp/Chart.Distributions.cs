using System.Text.Json.Nodes;
using Plotly.NET.LayoutObjects;
using Plotly.NET.TraceObjects;

namespace Plotly.NET.CSharp;

/// <summary>Charts of amounts: bars, histograms, heat maps.</summary>
public static partial class Chart
{
    /// <summary>Horizontal bars.</summary>
    public static GenericChart Bar<ValuesType, KeysType, TextType>(
        IEnumerable<ValuesType> values,
        Optional<IEnumerable<KeysType>> Keys = default,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<IEnumerable<double>> MultiOpacity = default,
        Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default,
        Optional<Color> MarkerColor = default,
        Optional<StyleParam.Colorscale> MarkerColorScale = default,
        Optional<Line> MarkerOutline = default,
        Optional<StyleParam.PatternShape> MarkerPatternShape = default,
        Optional<IEnumerable<StyleParam.PatternShape>> MultiMarkerPatternShape = default,
        Optional<Pattern> MarkerPattern = default,
        Optional<Marker> Marker = default,
        Optional<StyleParam.TextPosition> TextPosition = default,
        Optional<IEnumerable<StyleParam.TextPosition>> MultiTextPosition = default,
        Optional<IEnumerable<ValuesType>> MultiWidth = default,
        Optional<bool> UseDefaults = default,
        Optional<ValuesType> Base = default,
        Optional<ValuesType> Width = default)
        where ValuesType : IConvertible
        where KeysType : IConvertible
        where TextType : IConvertible =>
        Bars(values, Keys, StyleParam.Orientation.Horizontal, new JsonObject()
            .With("name", Name).With("showlegend", ShowLegend).With("opacity", Opacity)
            .With("base", Base).With("width", Width, MultiWidth)
            .With("text", Text, MultiText).With("textposition", TextPosition, MultiTextPosition),
            MarkerColor, MultiOpacity, UseDefaults);

    /// <summary>Vertical bars.</summary>
    public static GenericChart Column<ValuesType, KeysType, TextType>(
        IEnumerable<ValuesType> values,
        Optional<IEnumerable<KeysType>> Keys = default,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<IEnumerable<double>> MultiOpacity = default,
        Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default,
        Optional<Color> MarkerColor = default,
        Optional<StyleParam.Colorscale> MarkerColorScale = default,
        Optional<Line> MarkerOutline = default,
        Optional<StyleParam.PatternShape> MarkerPatternShape = default,
        Optional<IEnumerable<StyleParam.PatternShape>> MultiMarkerPatternShape = default,
        Optional<Pattern> MarkerPattern = default,
        Optional<Marker> Marker = default,
        Optional<StyleParam.TextPosition> TextPosition = default,
        Optional<IEnumerable<StyleParam.TextPosition>> MultiTextPosition = default,
        Optional<IEnumerable<ValuesType>> MultiWidth = default,
        Optional<bool> UseDefaults = default,
        Optional<ValuesType> Base = default,
        Optional<ValuesType> Width = default)
        where ValuesType : IConvertible
        where KeysType : IConvertible
        where TextType : IConvertible =>
        Bars(values, Keys, StyleParam.Orientation.Vertical, new JsonObject()
            .With("name", Name).With("showlegend", ShowLegend).With("opacity", Opacity)
            .With("base", Base).With("width", Width, MultiWidth)
            .With("text", Text, MultiText).With("textposition", TextPosition, MultiTextPosition),
            MarkerColor, MultiOpacity, UseDefaults);

    /// <summary>How often values fall into each of equal intervals; the browser counts.</summary>
    public static GenericChart Histogram<XType, YType, TextType>(
        Optional<IEnumerable<XType>> X = default,
        Optional<IEnumerable<YType>> Y = default,
        Optional<StyleParam.Orientation> Orientation = default,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default,
        Optional<StyleParam.HistFunc> HistFunc = default,
        Optional<StyleParam.HistNorm> HistNorm = default,
        Optional<string> AlignmentGroup = default,
        Optional<string> OffsetGroup = default,
        Optional<int> NBinsX = default,
        Optional<int> NBinsY = default,
        Optional<string> BinGroup = default,
        Optional<Bins> XBins = default,
        Optional<Bins> YBins = default,
        Optional<Color> MarkerColor = default,
        Optional<Marker> Marker = default,
        Optional<Line> Line = default,
        Optional<Error> XError = default,
        Optional<Error> YError = default,
        Optional<Cumulative> Cumulative = default,
        Optional<Hoverlabel> HoverLabel = default,
        Optional<bool> UseDefaults = default)
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible =>
        GenericChart.Make(new JsonObject { ["type"] = "histogram" }
            .With("name", Name).With("showlegend", ShowLegend).With("opacity", Opacity)
            .With("x", X).With("y", Y).With("text", Text, MultiText)
            .With("orientation", Orientation).With("histnorm", HistNorm)
            .With("alignmentgroup", AlignmentGroup).With("offsetgroup", OffsetGroup).With("bingroup", BinGroup)
            .With("nbinsx", NBinsX).With("nbinsy", NBinsY)
            .With<JsonNode>("marker", Patterned(MarkerColor)),
            Or(UseDefaults, true));

    /// <summary>A matrix as colours; the first row is drawn lowest unless the axis is reversed.</summary>
    public static GenericChart Heatmap<ZType, XType, YType, TextType>(
        IEnumerable<IEnumerable<ZType>> zData,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<IEnumerable<XType>> X = default,
        Optional<int> XGap = default,
        Optional<IEnumerable<YType>> Y = default,
        Optional<int> YGap = default,
        Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default,
        Optional<ColorBar> ColorBar = default,
        Optional<StyleParam.Colorscale> ColorScale = default,
        Optional<bool> ShowScale = default,
        Optional<bool> ReverseScale = default,
        Optional<StyleParam.SmoothAlg> ZSmooth = default,
        Optional<bool> Transpose = default,
        Optional<bool> UseWebGL = default,
        Optional<bool> ReverseYAxis = default,
        Optional<bool> UseDefaults = default)
        where ZType : IConvertible
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible =>
        GenericChart.Make(new JsonObject { ["type"] = Or(UseWebGL, false) ? "heatmapgl" : "heatmap" }
            .With("name", Name).With("showlegend", ShowLegend).With("opacity", Opacity)
            .With("x", X).With("xgap", XGap).With("y", Y).With("ygap", YGap)
            .With<object>("z", new(zData, true)).With("text", Text, MultiText)
            .With("colorscale", ColorScale).With("showscale", ShowScale).With("reversescale", ReverseScale).With("transpose", Transpose),
            Or(UseDefaults, true),
            Or(ReverseYAxis, false) ? new() { ["yaxis"] = new JsonObject { ["autorange"] = "reversed" } } : null);

    private static GenericChart Bars<ValuesType, KeysType>(
        IEnumerable<ValuesType> values, Optional<IEnumerable<KeysType>> keys, StyleParam.Orientation orientation, JsonObject shared,
        Optional<Color> color, Optional<IEnumerable<double>> multiOpacity, Optional<bool> useDefaults)
    {
        var (valueAxis, keyAxis) = orientation == StyleParam.Orientation.Vertical ? ("y", "x") : ("x", "y");
        shared["type"] = "bar";
        return GenericChart.Make(shared
            .With<object>(valueAxis, new(values, true)).With(keyAxis, keys)
            .With<StyleParam.Orientation>("orientation", orientation)
            .With<JsonNode>("marker", Patterned(color).With("opacity", multiOpacity)),
            Or(useDefaults, true));
    }

    private static JsonObject Patterned(Optional<Color> color) => new JsonObject { ["pattern"] = new JsonObject() }.With("color", color);
}
