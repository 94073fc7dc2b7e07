using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace LlmWorkbook.Plots;

/// <summary>
/// Draws Plotly's JSON as static SVG: scatter, bar, histogram and heat map on one pair of axes. Text and axes take the colour
/// of the root element, a grey that reads on white and on black; without it, that of the text around the drawing.
/// </summary>
internal sealed class SvgFigure
{
    private const double FontSize = 12;
    private readonly JsonObject layout;
    private readonly IReadOnlyList<SvgTrace> traces;
    private readonly StringBuilder svg = new();

    public SvgFigure(JsonObject spec)
    {
        layout = spec["layout"]!.AsObject();
        Width = (double?)layout["width"] ?? 700;
        Height = (double?)layout["height"] ?? 450;
        Title = SvgText.Plain((string?)layout["title"]?["text"] ?? "");
        traces = SvgTrace.All(spec["data"]!.AsArray());
    }

    /// <summary>In pixels.</summary>
    public double Width { get; }

    /// <summary>In pixels.</summary>
    public double Height { get; }

    /// <summary>What stands above the plot; may be empty.</summary>
    public string Title { get; }

    /// <summary>The drawing.</summary>
    public string Draw()
    {
        svg.Clear();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\" style=\"max-width:100%;height:auto\" role=\"img\" aria-label=\"{SvgText.Escape(Title)}\" font-family=\"sans-serif\" font-size=\"{FontSize}\" fill=\"currentColor\" color=\"rgb(128,128,128)\">\n");

        var x = new SvgAxis(layout["xaxis"] as JsonObject, traces.SelectMany(t => t.XValues));
        var y = new SvgAxis(layout["yaxis"] as JsonObject, traces.SelectMany(t => t.YValues));
        foreach (var trace in traces)
            trace.Widen(x, y);

        double top = 14;
        if (Title.Length > 0)
        {
            Text(16, top + 14, SvgText.Short(Title, 90), "font-size=\"16\"");
            top += 28;
        }
        double bottom = Height - (x.Title.Length > 0 ? 50 : 30);
        double labels = 0;
        y.Fit(bottom, top, 0.05);
        foreach (var (_, label) in y.Marks(8))
            labels = Math.Max(labels, SvgText.Width(label, FontSize));
        double left = Math.Min(Width * 0.4, 14 + labels + (y.Title.Length > 0 ? 24 : 6));
        double right = Width - (traces.Any(t => t.HasColourBar) ? 76 : 20);
        top = Legend(left, right, top);

        double padX = traces.Any(t => t.HasMarkers) ? 0.02 : 0;
        x.Fit(left, right, padX);
        y.Fit(bottom, top + 6, traces.Any(t => t.HasColourBar) ? 0 : 0.05);
        Axes(x, y, left, right, top + 6, bottom);
        foreach (var trace in traces)
            trace.Draw(svg, x, y, new(left, top + 6, right, bottom));
        return svg.Append("</svg>").ToString();
    }

    private double Legend(double left, double right, double top)
    {
        double at = left;
        var shown = traces.Where(t => t.InLegend).ToList();
        if (shown.Count == 0)
            return top;
        foreach (var trace in shown)
        {
            string name = SvgText.Short(trace.Name, 60);
            double room = 30 + SvgText.Width(name, FontSize) + 16;
            if (at > left && at + room > right)
                (at, top) = (left, top + 18);
            trace.Sample(svg, at, top + 8);
            Text(at + 28, top + 12, name);
            at += room;
        }
        return top + 20;
    }

    private void Axes(SvgAxis x, SvgAxis y, double left, double right, double top, double bottom)
    {
        foreach (var (at, label) in y.Marks(Math.Max(2, y.IsCategorical ? (int)((bottom - top) / 16) : (int)((bottom - top) / 36))))
        {
            double py = y.Pixel(at);
            if (!y.IsCategorical)
                Line(left, py, right, py, 0.18);
            Text(left - 6, py + 4, label, "text-anchor=\"end\"");
        }
        var marks = x.Marks(Math.Max(2, (int)((right - left) / (x.IsCategorical ? 28 : 75))));
        bool tilt = x.IsCategorical && marks.Any(m => SvgText.Width(m.Label, FontSize) > (right - left) / marks.Count - 4);
        foreach (var (at, label) in marks)
        {
            double px = x.Pixel(at);
            if (!x.IsCategorical)
                Line(px, top, px, bottom, 0.18);
            if (tilt)
                Text(px + 3, bottom + 12, SvgText.Short(label, 6), $"text-anchor=\"end\" transform=\"rotate(-40 {SvgText.Px(px + 3)} {SvgText.Px(bottom + 12)})\"");
            else
                Text(px, bottom + 17, label, "text-anchor=\"middle\"");
        }
        Line(left, bottom, right, bottom, 0.8);
        Line(left, top, left, bottom, 0.8);
        Text((left + right) / 2, Height - 10, x.Title, "text-anchor=\"middle\"");
        double middle = (top + bottom) / 2;
        Text(16, middle, y.Title, $"text-anchor=\"middle\" transform=\"rotate(-90 16 {SvgText.Px(middle)})\"");
    }

    private void Line(double x1, double y1, double x2, double y2, double opacity) =>
        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{SvgText.Px(x1)} {SvgText.Px(y1)}L{SvgText.Px(x2)} {SvgText.Px(y2)}\" stroke=\"currentColor\" stroke-opacity=\"{opacity}\"/>\n");

    private void Text(double x, double y, string text, string more = "")
    {
        if (text.Length > 0)
            svg.Append($"<text x=\"{SvgText.Px(x)}\" y=\"{SvgText.Px(y)}\" {more}>{SvgText.Escape(text)}</text>\n");
    }
}

/// <summary>The rectangle between the axes, in pixels.</summary>
internal readonly record struct Frame(double Left, double Top, double Right, double Bottom);
