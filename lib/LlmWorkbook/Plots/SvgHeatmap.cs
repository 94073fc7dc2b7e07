using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmWorkbook.Plots;

/// <summary>A matrix as coloured cells, with a colour bar beside it.</summary>
internal sealed class SvgHeatmap : SvgTrace
{
    private readonly JsonArray[] rows;
    private readonly JsonNode?[] columnKeys;
    private readonly JsonNode?[] rowKeys;
    private readonly (double At, int R, int G, int B)[] scale;
    private readonly double low;
    private readonly double high;

    public SvgHeatmap(JsonObject json, int number)
        : base(json, number)
    {
        rows = [.. (List(json, "z") ?? []).OfType<JsonArray>()];
        columnKeys = [.. List(json, "x") ?? Count(rows.Select(r => r.Count).DefaultIfEmpty(0).Max())];
        rowKeys = [.. List(json, "y") ?? Count(rows.Length)];
        var own = json["colorscale"] as JsonArray ?? (JsonArray)HouseStyle.Template()["data"]!["heatmap"]![0]!["colorscale"]!;
        scale = [.. own.Select(stop => Stop(stop!.AsArray()))];
        var numbers = rows.SelectMany(r => r).Where(v => v?.GetValueKind() == JsonValueKind.Number).Select(v => v!.GetValue<double>()).ToList();
        (low, high) = (numbers.DefaultIfEmpty(0).Min(), numbers.DefaultIfEmpty(1).Max());
        if (low == high)
            (low, high) = (low - 0.5, high + 0.5);
    }

    public override bool InLegend => false;

    public override bool HasColourBar => true;

    public override IEnumerable<JsonNode?> XValues => columnKeys;

    public override IEnumerable<JsonNode?> YValues => rowKeys;

    public override void Widen(SvgAxis x, SvgAxis y)
    {
        foreach (var (axis, keys) in new[] { (x, columnKeys), (y, rowKeys) })
            if (!axis.IsCategorical)
                foreach (double at in keys.Select(axis.Place).ToList())
                {
                    axis.Include(at - 0.5);
                    axis.Include(at + 0.5);
                }
    }

    public override void Draw(StringBuilder svg, SvgAxis x, SvgAxis y, Frame frame)
    {
        svg.Append("<g shape-rendering=\"crispEdges\">");
        for (int r = 0; r < Math.Min(rows.Length, rowKeys.Length); r++)
            for (int c = 0; c < Math.Min(rows[r].Count, columnKeys.Length); c++)
                if (rows[r][c] is { } cell && cell.GetValueKind() == JsonValueKind.Number)
                {
                    double atX = x.Place(columnKeys[c]), atY = y.Place(rowKeys[r]);
                    double left = x.Pixel(atX - 0.5), right = x.Pixel(atX + 0.5), top = y.Pixel(atY - 0.5), bottom = y.Pixel(atY + 0.5);
                    Rect(svg, Math.Min(left, right), Math.Min(top, bottom), Math.Abs(right - left), Math.Abs(bottom - top), (cell.GetValue<double>() - low) / (high - low));
                }
        svg.Append("</g>\n");
        ColourBar(svg, frame);
    }

    public override void Sample(StringBuilder svg, double x, double y) { }

    private void ColourBar(StringBuilder svg, Frame frame)
    {
        const int Steps = 40;
        double left = frame.Right + 14, height = frame.Bottom - frame.Top;
        svg.Append("<g shape-rendering=\"crispEdges\">");
        for (int i = 0; i < Steps; i++)
            Rect(svg, left, frame.Bottom - height * (i + 1) / Steps, 14, height / Steps + 0.5, (i + 0.5) / Steps);
        svg.Append("</g>\n");
        foreach (var (at, label) in Ticks.Linear(low, high, 6))
            svg.Append($"<text x=\"{SvgText.Px(left + 18)}\" y=\"{SvgText.Px(frame.Bottom - height * (at - low) / (high - low) + 4)}\">{SvgText.Escape(label)}</text>\n");
    }

    private void Rect(StringBuilder svg, double x, double y, double w, double h, double share) =>
        svg.Append($"<rect x=\"{SvgText.Px(x)}\" y=\"{SvgText.Px(y)}\" width=\"{SvgText.Px(w)}\" height=\"{SvgText.Px(h)}\" fill=\"{Colour(share)}\"/>");

    private string Colour(double share)
    {
        int next = Array.FindIndex(scale, s => s.At >= share);
        if (next <= 0)
            return Hex(next < 0 ? scale[^1] : scale[0]);
        var (a, b) = (scale[next - 1], scale[next]);
        double t = (share - a.At) / (b.At - a.At);
        return Hex((share, Mix(a.R, b.R), Mix(a.G, b.G), Mix(a.B, b.B)));

        int Mix(int from, int to) => (int)Math.Round(from + t * (to - from));
    }

    private static string Hex((double, int R, int G, int B) c) => $"#{c.R:x2}{c.G:x2}{c.B:x2}";

    private static (double At, int R, int G, int B) Stop(JsonArray stop)
    {
        int rgb = int.Parse(stop[1]!.GetValue<string>().AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (stop[0]!.GetValue<double>(), rgb >> 16, (rgb >> 8) & 255, rgb & 255);
    }
}
