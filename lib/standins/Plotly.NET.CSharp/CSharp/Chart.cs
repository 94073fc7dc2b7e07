using System.Text.Json.Nodes;
using Plotly.NET.LayoutObjects;
using Plotly.NET.TraceObjects;

namespace Plotly.NET.CSharp;

/// <summary>Charts of points and lines. Arguments left out are left to plotly.js.</summary>
public static partial class Chart
{
    /// <summary>Points, lines, or both, as <paramref name="mode"/> says.</summary>
    public static GenericChart Scatter<XType, YType, TextType>(
        IEnumerable<XType> x,
        IEnumerable<YType> y,
        StyleParam.Mode mode,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<IEnumerable<double>> MultiOpacity = default,
        Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default,
        Optional<StyleParam.TextPosition> TextPosition = default,
        Optional<IEnumerable<StyleParam.TextPosition>> MultiTextPosition = default,
        Optional<Color> MarkerColor = default,
        Optional<StyleParam.Colorscale> MarkerColorScale = default,
        Optional<Line> MarkerOutline = default,
        Optional<StyleParam.MarkerSymbol> MarkerSymbol = default,
        Optional<IEnumerable<StyleParam.MarkerSymbol>> MultiMarkerSymbol = default,
        Optional<Marker> Marker = default,
        Optional<Color> LineColor = default,
        Optional<StyleParam.Colorscale> LineColorScale = default,
        Optional<double> LineWidth = default,
        Optional<StyleParam.DrawingStyle> LineDash = default,
        Optional<Line> Line = default,
        Optional<string> StackGroup = default,
        Optional<StyleParam.Orientation> Orientation = default,
        Optional<StyleParam.GroupNorm> GroupNorm = default,
        Optional<StyleParam.Fill> Fill = default,
        Optional<Color> FillColor = default,
        Optional<bool> UseWebGL = default,
        Optional<bool> UseDefaults = default)
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible =>
        GenericChart.Make(
            Xy("scatter", x, y, mode, Name, ShowLegend, Opacity, MultiOpacity, Text, MultiText, TextPosition, MultiTextPosition,
                MarkerColor, MarkerSymbol, MultiMarkerSymbol, LineColor, LineWidth, LineDash, StackGroup, Orientation, UseWebGL)
                .With("fill", Fill).With("fillcolor", FillColor),
            Or(UseDefaults, true));

    /// <summary>A line through the points.</summary>
    public static GenericChart Line<XType, YType, TextType>(
        IEnumerable<XType> x,
        IEnumerable<YType> y,
        Optional<bool> ShowMarkers = default,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<IEnumerable<double>> MultiOpacity = default,
        Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default,
        Optional<StyleParam.TextPosition> TextPosition = default,
        Optional<IEnumerable<StyleParam.TextPosition>> MultiTextPosition = default,
        Optional<Color> MarkerColor = default,
        Optional<StyleParam.Colorscale> MarkerColorScale = default,
        Optional<Line> MarkerOutline = default,
        Optional<StyleParam.MarkerSymbol> MarkerSymbol = default,
        Optional<IEnumerable<StyleParam.MarkerSymbol>> MultiMarkerSymbol = default,
        Optional<Marker> Marker = default,
        Optional<Color> LineColor = default,
        Optional<StyleParam.Colorscale> LineColorScale = default,
        Optional<double> LineWidth = default,
        Optional<StyleParam.DrawingStyle> LineDash = default,
        Optional<Line> Line = default,
        Optional<string> StackGroup = default,
        Optional<StyleParam.Orientation> Orientation = default,
        Optional<StyleParam.GroupNorm> GroupNorm = default,
        Optional<StyleParam.Fill> Fill = default,
        Optional<Color> FillColor = default,
        Optional<bool> UseWebGL = default,
        Optional<bool> UseDefaults = default)
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible =>
        Scatter<XType, YType, TextType>(x, y, Or(ShowMarkers, false) ? StyleParam.Mode.Lines_Markers : StyleParam.Mode.Lines,
            Name, ShowLegend, Opacity, MultiOpacity, Text, MultiText, TextPosition, MultiTextPosition,
            MarkerColor, MarkerColorScale, MarkerOutline, MarkerSymbol, MultiMarkerSymbol, Marker,
            LineColor, LineColorScale, LineWidth, LineDash, Line, StackGroup, Orientation, GroupNorm, Fill, FillColor, UseWebGL, UseDefaults);

    /// <summary>Points alone.</summary>
    public static GenericChart Point<XType, YType, TextType>(
        IEnumerable<XType> x,
        IEnumerable<YType> y,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<IEnumerable<double>> MultiOpacity = default,
        Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default,
        Optional<StyleParam.TextPosition> TextPosition = default,
        Optional<IEnumerable<StyleParam.TextPosition>> MultiTextPosition = default,
        Optional<Color> MarkerColor = default,
        Optional<StyleParam.Colorscale> MarkerColorScale = default,
        Optional<Line> MarkerOutline = default,
        Optional<StyleParam.MarkerSymbol> MarkerSymbol = default,
        Optional<IEnumerable<StyleParam.MarkerSymbol>> MultiMarkerSymbol = default,
        Optional<Marker> Marker = default,
        Optional<string> StackGroup = default,
        Optional<StyleParam.Orientation> Orientation = default,
        Optional<StyleParam.GroupNorm> GroupNorm = default,
        Optional<bool> UseWebGL = default,
        Optional<bool> UseDefaults = default)
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible =>
        Scatter<XType, YType, TextType>(x, y, StyleParam.Mode.Markers,
            Name, ShowLegend, Opacity, MultiOpacity, Text, MultiText, TextPosition, MultiTextPosition,
            MarkerColor, MarkerColorScale, MarkerOutline, MarkerSymbol, MultiMarkerSymbol, Marker,
            StackGroup: StackGroup, Orientation: Orientation, GroupNorm: GroupNorm, UseWebGL: UseWebGL, UseDefaults: UseDefaults);

    /// <summary>All traces in one chart. Where the layouts differ, the last one wins.</summary>
    public static GenericChart Combine(
        IEnumerable<GenericChart> gCharts) => GenericChart.combine(gCharts);

    private static JsonObject Xy<XType, YType, TextType>(
        string type, IEnumerable<XType> x, IEnumerable<YType> y, StyleParam.Mode mode,
        Optional<string> name, Optional<bool> showLegend, Optional<double> opacity, Optional<IEnumerable<double>> multiOpacity,
        Optional<TextType> text, Optional<IEnumerable<TextType>> multiText,
        Optional<StyleParam.TextPosition> textPosition, Optional<IEnumerable<StyleParam.TextPosition>> multiTextPosition,
        Optional<Color> markerColor, Optional<StyleParam.MarkerSymbol> symbol, Optional<IEnumerable<StyleParam.MarkerSymbol>> multiSymbol,
        Optional<Color> lineColor, Optional<double> lineWidth, Optional<StyleParam.DrawingStyle> lineDash,
        Optional<string> stackGroup, Optional<StyleParam.Orientation> orientation, Optional<bool> webGL)
    {
        // A text position says that the text is to be seen, not only shown under the pointer.
        string words = mode + (textPosition.IsSome || multiTextPosition.IsSome ? "+text" : "");
        return new JsonObject { ["type"] = Or(webGL, false) ? type + "gl" : type }
            .With("name", name).With("showlegend", showLegend).With("opacity", opacity)
            .With<string>("mode", words)
            .With<object>("x", new(x, true)).With<object>("y", new(y, true))
            .With("text", text, multiText).With("textposition", textPosition, multiTextPosition)
            .With("orientation", orientation).With("stackgroup", stackGroup)
            .With<JsonNode>("marker", new JsonObject().With("color", markerColor).With("symbol", symbol, multiSymbol).With("opacity", multiOpacity))
            .With<JsonNode>("line", new JsonObject().With("color", lineColor).With("width", lineWidth).With("dash", lineDash));
    }

    private static T Or<T>(Optional<T> argument, T otherwise) => argument.IsSome ? argument.Value : otherwise;
}
