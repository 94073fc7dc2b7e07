using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Plotly.NET;

/// <summary>A chart: traces, which hold the data, and the layout around them. Never changes; styling gives a new one.</summary>
public abstract class GenericChart
{
    private GenericChart() { }

    internal abstract ImmutableArray<JsonObject> Traces { get; }

    internal abstract JsonObject Layout { get; }

    /// <summary>All traces in one chart. Where the layouts differ, the last one wins.</summary>
    public static GenericChart combine(IEnumerable<GenericChart> gCharts) =>
        gCharts.Aggregate((a, b) => new Made([.. a.Traces, .. b.Traces], Json.Merge(a.Layout, b.Layout)));

    public static int countTrace(GenericChart gChart) => gChart.Traces.Length;

    /// <summary>Data and layout, as Plotly's figure JSON.</summary>
    public static string toFigureJson(GenericChart gChart) =>
        $$"""{"data":{{TracesJson(gChart)}},"layout":{{Json.Write(gChart.Layout)}},"frames":[]}""";

    /// <summary>Data, layout and configuration.</summary>
    public static string toJson(GenericChart gChart) =>
        $$"""{"data":{{TracesJson(gChart)}},"layout":{{Json.Write(gChart.Layout)}},"config":{{Json.Write(Config)}}}""";

    /// <summary>A div and the script that draws the chart into it; the page must bring plotly.js.</summary>
    public static string toChartHTML(GenericChart gChart)
    {
        var id = Guid.NewGuid();
        return $$"""
            <div><div id="{{id}}"></div><script type="text/javascript">
            Plotly.newPlot('{{id}}', {{TracesJson(gChart)}}, {{Json.Write(gChart.Layout)}}, {{Json.Write(Config)}});
            </script></div>
            """;
    }

    /// <summary>A whole page, which loads plotly.js from its public address.</summary>
    public static string toEmbeddedHTML(GenericChart gChart) =>
        $"""
        <!DOCTYPE html>
        <html><head><meta charset="UTF-8"><title>Plotly.NET Datavisualization</title><script src="https://cdn.plot.ly/plotly-2.27.1.min.js" charset="utf-8"></script></head><body>{toChartHTML(gChart)}</body></html>
        """;

    internal static GenericChart Make(JsonObject trace, bool useDefaults, JsonObject? layout = null)
    {
        var start = new JsonObject();
        if (useDefaults)
        {
            start["width"] = Defaults.DefaultWidth;
            start["height"] = Defaults.DefaultHeight;
            start["template"] = Defaults.DefaultTemplate.Content.DeepClone();
        }
        return new Made([trace], Json.Merge(start, layout ?? []));
    }

    internal GenericChart WithLayout(JsonObject over) => new Made(Traces, Json.Merge(Layout, over));

    /// <summary>The same chart with each trace changed: <paramref name="change"/> gets a copy and its number.</summary>
    internal GenericChart WithTraces(Action<JsonObject, int> change) =>
        new Made([.. Traces.Select((trace, i) =>
        {
            var copy = (JsonObject)trace.DeepClone();
            change(copy, i);
            return copy;
        })], Layout);

    private static JsonObject Config => new() { ["responsive"] = true };

    private static string TracesJson(GenericChart chart) => $"[{string.Join(',', chart.Traces.Select(Json.Write))}]";

    private sealed class Made(ImmutableArray<JsonObject> traces, JsonObject layout) : GenericChart
    {
        internal override ImmutableArray<JsonObject> Traces => traces;

        internal override JsonObject Layout => layout;
    }
}
