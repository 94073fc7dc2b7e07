using System.Text.Json;
using System.Text.Json.Nodes;
using Plotly.NET;

namespace LlmWorkbook.Plots;

/// <summary>
/// One finished plot. It shows itself in a notebook as HTML that needs no network, as Plotly JSON, or as static SVG: all three
/// are the same JSON. Text in it is text: markup in a name, a title or a label is shown as it stands, never obeyed.
/// </summary>
[TypeFormatterSource(typeof(FigureFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class Figure
{
    private readonly JsonObject spec;

    /// <summary>A figure of <paramref name="chart"/>, in the workbook's colours where the chart names none itself.</summary>
    public Figure(GenericChart chart)
    {
        spec = (JsonObject)Literal(JsonNode.Parse(GenericChart.toFigureJson(chart)))!;
        spec.Remove("frames");
        spec["layout"]!["template"] = HouseStyle.Template(LegendRows());
        spec["config"] = new JsonObject { ["responsive"] = true, ["displaylogo"] = false };
    }

    /// <summary>Width of the drawing in pixels.</summary>
    public double Width => new SvgFigure(spec).Width;

    /// <summary>Height of the drawing in pixels.</summary>
    public double Height => new SvgFigure(spec).Height;

    /// <summary>Plotly's JSON: <c>{"data":…,"layout":…,"config":…}</c>. It holds no &lt;, &gt; or &amp;: these are escaped.</summary>
    public string Json => spec.ToJsonString();

    /// <summary>A standalone SVG drawing, grey on nothing: it reads on white and on black.</summary>
    public string Svg => new SvgFigure(spec).Draw();

    /// <summary>A fragment for any page: the drawing, replaced by the interactive plot where plotly.js is at hand.</summary>
    public string Html
    {
        get
        {
            var svg = new SvgFigure(spec);
            return FigureHtml.Fragment(svg.Draw(), svg.Width, svg.Height, svg.Title, Json);
        }
    }

    /// <summary>The first line of what the figure shows, for consoles.</summary>
    public override string ToString() =>
        $"figure: {SvgText.Plain((string?)spec["layout"]?["title"]?["text"] ?? "untitled")}, {spec["data"]!.AsArray().Count} traces";

    /// <summary>Rows of the legend as plotly.js lays it out: columns as wide as the longest name, 80 pixels of the width being margins.</summary>
    private int LegendRows()
    {
        var names = SvgTrace.All(spec["data"]!.AsArray()).Where(t => t.InLegend).Select(t => SvgText.Width(t.Name, 12) + 45).ToList();
        double room = ((double?)spec["layout"]!["width"] ?? 700) - 80;
        if (names.Count == 0 || names.Sum() <= room)
            return Math.Min(names.Count, 1);
        int columns = Math.Max(1, (int)(room / names.Max()));
        return (names.Count + columns - 1) / columns;
    }

    /// <summary>
    /// The same JSON with each string escaped for plotly.js, which reads a small HTML in text. No word of plotly's own has these signs in it.
    /// </summary>
    private static JsonNode? Literal(JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject(o.Select(p => KeyValuePair.Create(p.Key, Literal(p.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Literal)]),
        JsonValue v when v.GetValueKind() == JsonValueKind.String => JsonValue.Create(SvgText.Markup(v.GetValue<string>())),
        _ => node?.DeepClone(),
    };
}
