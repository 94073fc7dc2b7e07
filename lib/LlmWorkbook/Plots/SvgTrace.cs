using System.Text;
using System.Text.Json.Nodes;

namespace LlmWorkbook.Plots;

/// <summary>One trace of the JSON, able to draw itself.</summary>
internal abstract class SvgTrace
{
    private readonly JsonObject json;

    protected SvgTrace(JsonObject json, int number)
    {
        this.json = json;
        Name = SvgText.Plain((string?)json["name"] ?? $"trace {number}");
        Default = HouseStyle.Colours[number % HouseStyle.Colours.Count];
        Opacity = (double?)json["opacity"] ?? 1;
    }

    public string Name { get; }

    /// <summary>Whether the legend lists it: when it says so, or has a name and does not say otherwise.</summary>
    public virtual bool InLegend => (bool?)json["showlegend"] ?? json["name"] is not null;

    public virtual bool HasMarkers => false;

    public virtual bool HasColourBar => false;

    public abstract IEnumerable<JsonNode?> XValues { get; }

    public abstract IEnumerable<JsonNode?> YValues { get; }

    protected string Default { get; }

    protected double Opacity { get; }

    /// <summary>All traces of a figure.</summary>
    /// <exception cref="WorkbookException">One is of a kind that has no drawing.</exception>
    public static IReadOnlyList<SvgTrace> All(JsonArray data)
    {
        int bars = data.Count(t => (string?)t!["type"] is "bar" or "histogram"), bar = 0;
        return [.. data.Select((t, i) => One(t!.AsObject(), i))];

        SvgTrace One(JsonObject trace, int i) => (string?)trace["type"] switch
        {
            null or "scatter" or "scattergl" => new SvgScatter(trace, i),
            "bar" => new SvgBars(trace, i, bar++, bars),
            "histogram" => SvgBars.OfHistogram(trace, i, bar++, bars),
            "heatmap" or "heatmapgl" => new SvgHeatmap(trace, i),
            string kind => throw new WorkbookException($"A trace of type '{kind}' has no static drawing; use scatter, bar, histogram or heatmap."),
        };
    }

    /// <summary>Makes room on the axes for more than the values themselves, such as the foot of a bar.</summary>
    public virtual void Widen(SvgAxis x, SvgAxis y) { }

    /// <summary>Draws the trace into the frame.</summary>
    public abstract void Draw(StringBuilder svg, SvgAxis x, SvgAxis y, Frame frame);

    /// <summary>Draws the legend's 22 pixels wide sample.</summary>
    public abstract void Sample(StringBuilder svg, double x, double y);

    /// <summary>A list of the JSON; null where it is missing or a single value.</summary>
    protected static JsonArray? List(JsonObject json, string name) => json[name] as JsonArray;

    /// <summary>0, 1, 2 …, for a trace that has only one of x and y.</summary>
    protected static IEnumerable<JsonNode?> Count(int n) => Enumerable.Range(0, n).Select(i => (JsonNode?)JsonValue.Create((double)i));
}
