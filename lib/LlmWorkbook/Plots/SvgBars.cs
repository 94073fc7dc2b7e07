using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmWorkbook.Plots;

/// <summary>Bars, upright or lying; several traces stand side by side.</summary>
internal sealed class SvgBars : SvgTrace
{
    private readonly JsonNode?[] keys;
    private readonly JsonNode?[] values;
    private readonly JsonArray? text;
    private readonly bool lying;
    private readonly double share;
    private readonly double offset;
    private readonly double slot;
    private readonly string fill;

    /// <summary>Bar trace number <paramref name="bar"/> of <paramref name="bars"/>; <paramref name="slot"/> is the room one key has.</summary>
    public SvgBars(JsonObject json, int number, int bar, int bars, double slot = 1, double filled = 0.8)
        : base(json, number)
    {
        lying = (string?)json["orientation"] == "h";
        var value = List(json, lying ? "x" : "y") ?? [];
        values = [.. value];
        keys = [.. List(json, lying ? "y" : "x") ?? Count(value.Count)];
        text = List(json, "text");
        fill = SvgText.Colour(json["marker"]?["color"] is JsonValue c ? (string?)c : null, Default);
        this.slot = slot;
        share = filled / bars;
        offset = (bar + 0.5) * share - filled / 2;
    }

    public override IEnumerable<JsonNode?> XValues => lying ? values : keys;

    public override IEnumerable<JsonNode?> YValues => lying ? keys : values;

    /// <summary>A histogram, counted into bars: round intervals, as many as the trace asks for at most.</summary>
    public static SvgBars OfHistogram(JsonObject json, int number, int bar, int bars)
    {
        bool lying = json["x"] is null;
        string along = lying ? "y" : "x";
        var sample = (List(json, along) ?? []).Where(v => v?.GetValueKind() == JsonValueKind.Number).Select(v => v!.GetValue<double>()).ToList();
        double low = sample.DefaultIfEmpty(0).Min(), high = sample.DefaultIfEmpty(1).Max();
        int most = (int?)json["nbins" + along] ?? Math.Max(1, (int)Math.Ceiling(Math.Sqrt(sample.Count)));
        double width = high > low ? Ticks.Step(high - low, most) : 1;
        double first = Math.Floor(low / width) * width;
        var counts = new double[(int)Math.Floor((high - first) / width + 1e-9) + 1];
        foreach (double v in sample)
            counts[Math.Min((int)Math.Floor((v - first) / width + 1e-9), counts.Length - 1)]++;
        double unit = (string?)json["histnorm"] switch
        {
            "percent" => 100.0 / sample.Count,
            "probability" => 1.0 / sample.Count,
            "density" => 1 / width,
            "probability density" => 1 / (width * sample.Count),
            _ => 1,
        };
        var made = (JsonObject)json.DeepClone();
        made[along] = new JsonArray([.. counts.Select((_, i) => JsonValue.Create(first + (i + 0.5) * width))]);
        made[lying ? "x" : "y"] = new JsonArray([.. counts.Select(c => JsonValue.Create(c * unit))]);
        made["orientation"] = lying ? "h" : "v";
        made["text"] = null;
        return new(made, number, bar, bars, width, filled: 0.96);
    }

    public override void Widen(SvgAxis x, SvgAxis y)
    {
        var (along, up) = lying ? (y, x) : (x, y);
        up.Include(0);
        if (!along.IsCategorical)
            foreach (double at in keys.Select(along.Place).ToList())
            {
                along.Include(at - slot / 2);
                along.Include(at + slot / 2);
            }
    }

    public override void Draw(StringBuilder svg, SvgAxis x, SvgAxis y, Frame frame)
    {
        var (along, up) = lying ? (y, x) : (x, y);
        double foot = Math.Clamp(up.Pixel(0), lying ? frame.Left : frame.Top, lying ? frame.Right : frame.Bottom);
        for (int i = 0; i < Math.Min(keys.Length, values.Length); i++)
        {
            double centre = along.Place(keys[i]) + offset * slot;
            double a = along.Pixel(centre - share * slot / 2), b = along.Pixel(centre + share * slot / 2), tip = up.Pixel(up.Place(values[i]));
            if (!double.IsFinite(a) || !double.IsFinite(tip))
                continue;
            var (left, top, w, h) = lying
                ? (Math.Min(foot, tip), Math.Min(a, b), Math.Abs(tip - foot), Math.Abs(b - a))
                : (Math.Min(a, b), Math.Min(foot, tip), Math.Abs(b - a), Math.Abs(tip - foot));
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{SvgText.Px(left)}\" y=\"{SvgText.Px(top)}\" width=\"{SvgText.Px(w)}\" height=\"{SvgText.Px(h)}\" fill=\"{fill}\" fill-opacity=\"{Opacity}\"/>\n");
            if (text is not null && i < text.Count && text[i] is { } label)
                Label(svg, SvgText.Short(SvgText.Plain(label.ToString()), 24), left, top, w, h, frame);
        }
    }

    public override void Sample(StringBuilder svg, double x, double y) =>
        svg.Append($"<rect x=\"{SvgText.Px(x + 4)}\" y=\"{SvgText.Px(y - 5)}\" width=\"14\" height=\"10\" fill=\"{fill}\"/>\n");

    /// <summary>Inside the bar where it fits, in white; otherwise behind its end, in the page's ink.</summary>
    private void Label(StringBuilder svg, string label, double left, double top, double w, double h, Frame frame)
    {
        double width = SvgText.Width(label, 12) + 8;
        bool inside = lying ? w > width : h > 18;
        var (x, y, anchor) = lying
            ? (inside ? left + w - 5 : Math.Min(left + w + 5, frame.Right), top + h / 2 + 4, inside ? "end" : "start")
            : (left + w / 2, inside ? top + 14 : top - 4, "middle");
        svg.Append($"<text x=\"{SvgText.Px(x)}\" y=\"{SvgText.Px(y)}\" text-anchor=\"{anchor}\"{(inside ? " fill=\"#ffffff\"" : "")}>{SvgText.Escape(label)}</text>\n");
    }
}
