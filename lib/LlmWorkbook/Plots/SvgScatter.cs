using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace LlmWorkbook.Plots;

/// <summary>Lines and points. A value that is no number leaves a gap.</summary>
internal sealed class SvgScatter : SvgTrace
{
    private readonly JsonNode?[] xs;
    private readonly JsonNode?[] ys;
    private readonly bool lines;
    private readonly string line;
    private readonly string marker;
    private readonly double width;
    private readonly double size;
    private readonly string dash;

    public SvgScatter(JsonObject json, int number)
        : base(json, number)
    {
        var x = List(json, "x");
        var y = List(json, "y");
        xs = [.. x ?? Count(y?.Count ?? 0)];
        ys = [.. y ?? Count(x?.Count ?? 0)];
        string mode = (string?)json["mode"] ?? "lines";
        lines = mode.Contains("lines");
        HasMarkers = mode.Contains("markers");
        string own = SvgText.Colour(json["line"]?["color"] as JsonValue is { } c ? (string?)c : null, Default);
        line = own;
        marker = SvgText.Colour(json["marker"]?["color"] is JsonValue m ? (string?)m : null, own);
        width = (double?)json["line"]?["width"] ?? 2;
        size = json["marker"]?["size"] is JsonValue s ? s.GetValue<double>() : 6;
        dash = (string?)json["line"]?["dash"] switch
        {
            "dash" => "9 6",
            "dot" => "2 4",
            "dashdot" => "9 5 2 5",
            _ => "",
        };
    }

    public override bool HasMarkers { get; }

    public override IEnumerable<JsonNode?> XValues => xs;

    public override IEnumerable<JsonNode?> YValues => ys;

    public override void Draw(StringBuilder svg, SvgAxis x, SvgAxis y, Frame frame)
    {
        var path = new StringBuilder();
        var dots = new StringBuilder();
        bool down = false;
        for (int i = 0; i < Math.Min(xs.Length, ys.Length); i++)
        {
            double px = x.Pixel(x.Place(xs[i])), py = y.Pixel(y.Place(ys[i]));
            bool seen = double.IsFinite(px) && double.IsFinite(py);
            if (seen)
                path.Append(down ? 'L' : 'M').Append(SvgText.Px(px)).Append(' ').Append(SvgText.Px(py));
            if (seen && HasMarkers)
                dots.Append($"<circle cx=\"{SvgText.Px(px)}\" cy=\"{SvgText.Px(py)}\" r=\"{SvgText.Px(size / 2)}\"/>");
            down = seen;
        }
        if (lines && path.Length > 0)
            Stroke(svg, path.ToString());
        if (dots.Length > 0)
            svg.Append($"<g fill=\"{marker}\"{Faint}>{dots}</g>\n");
    }

    public override void Sample(StringBuilder svg, double x, double y)
    {
        if (lines)
            Stroke(svg, $"M{SvgText.Px(x)} {SvgText.Px(y)}h22");
        if (HasMarkers)
            svg.Append($"<circle cx=\"{SvgText.Px(x + 11)}\" cy=\"{SvgText.Px(y)}\" r=\"{SvgText.Px(size / 2)}\" fill=\"{marker}\"/>\n");
    }

    private string Faint => Opacity < 1 ? string.Create(CultureInfo.InvariantCulture, $" opacity=\"{Opacity}\"") : "";

    private void Stroke(StringBuilder svg, string path) =>
        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"{path}\" fill=\"none\" stroke=\"{line}\" stroke-width=\"{width}\" stroke-linejoin=\"round\"{(dash.Length > 0 ? $" stroke-dasharray=\"{dash}\"" : "")}{Faint}/>\n");
}
