using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plotly.NET;

/// <summary>Colours and defaults for charts that say nothing themselves.</summary>
public class Template
{
    internal Template(object layout, object data) =>
        Content = new() { ["layout"] = JsonSerializer.SerializeToNode(layout), ["data"] = JsonSerializer.SerializeToNode(data) };

    internal JsonObject Content { get; }
}

/// <summary>The templates that come with the package.</summary>
public static class ChartTemplates
{
    private const string Ink = "rgba(42, 63, 95, 1.0)";
    private const string Plain = "rgba(229, 236, 246, 1.0)";
    private const string White = "rgba(255, 255, 255, 1.0)";

    private static readonly object[][] Plasma = Scale("#0d0887", "#46039f", "#7201a8", "#9c179e", "#bd3786", "#d8576b", "#ed7953", "#fb9f3a", "#fdca26", "#f0f921");
    private static readonly object[][] PinkGreen = Scale("#8e0152", "#c51b7d", "#de77ae", "#f1b6da", "#fde0ef", "#f7f7f7", "#e6f5d0", "#b8e186", "#7fbc41", "#4d9221", "#276419");

    /// <summary>The default of plotly's Python library: white lines on pale blue.</summary>
    public static Template plotly { get; } = new(PlotlyLayout(), PlotlyData());

    /// <summary>No background: the page's shows through.</summary>
    public static Template transparent { get; } = new(
        new
        {
            paper_bgcolor = "rgba(255, 255, 255, 0)",
            plot_bgcolor = "rgba(255, 255, 255, 0)",
            xaxis = new { showline = true, zeroline = true },
            yaxis = new { showline = true, zeroline = true },
        },
        new { });

    private static object PlotlyLayout()
    {
        var bare = new { linecolor = White, gridcolor = White, ticks = "" };
        var wall = new { ticks = "", linecolor = White, gridcolor = White, gridwidth = 2.0, zerolinecolor = White, backgroundcolor = Plain, showbackground = true };
        var axis = new
        {
            title = new { standoff = 15 },
            ticks = "",
            automargin = "height+width+left+right+top+bottom",
            linecolor = White,
            gridcolor = White,
            zerolinecolor = White,
            zerolinewidth = 2.0,
        };
        string[] colorway =
        [
            "rgba(99, 110, 250, 1.0)", "rgba(239, 85, 59, 1.0)", "rgba(0, 204, 150, 1.0)", "rgba(171, 99, 250, 1.0)", "rgba(255, 161, 90, 1.0)",
            "rgba(25, 211, 243, 1.0)", "rgba(255, 102, 146, 1.0)", "rgba(182, 232, 128, 1.0)", "rgba(255, 151, 255, 1.0)", "rgba(254, 203, 82, 1.0)",
        ];
        return new
        {
            title = new { x = 0.05 },
            font = new { color = Ink },
            paper_bgcolor = White,
            plot_bgcolor = Plain,
            autotypenumbers = "strict",
            colorscale = new { diverging = PinkGreen, sequential = Plasma, sequentialminus = Plasma },
            hovermode = "closest",
            hoverlabel = new { align = "left" },
            coloraxis = new { colorbar = ColorBar },
            geo = new { showland = true, landcolor = Plain, showlakes = true, lakecolor = White, subunitcolor = White, bgcolor = White },
            mapbox = new { style = "light" },
            polar = new { bgcolor = Plain, radialaxis = bare, angularaxis = bare },
            scene = new { xaxis = wall, yaxis = wall, zaxis = wall },
            ternary = new { aaxis = bare, baxis = bare, caxis = bare, bgcolor = Plain },
            xaxis = axis,
            yaxis = axis,
            annotationdefaults = new { arrowcolor = "#2a3f5f", arrowhead = 0, arrowwidth = 1 },
            shapedefaults = new { line = new { color = Ink } },
            colorway,
        };
    }

    private static object PlotlyData()
    {
        var pattern = new { fillmode = "overlay", size = 10, solidity = 0.2 };
        var outlined = new { line = new { color = Plain, width = 0.5 }, pattern };
        var carpet = new { linecolor = White, gridcolor = White, endlinecolor = Ink, minorgridcolor = White, startlinecolor = Ink };
        var bar = new { colorbar = ColorBar };
        object[] coloured = [new { colorbar = ColorBar, colorscale = Plasma }];
        object[] barOnly = [bar];
        object[] marked = [new { marker = bar }];
        return new
        {
            bar = new[] { new { marker = outlined, error_x = new { color = Ink }, error_y = new { color = Ink } } },
            barpolar = new[] { new { marker = outlined } },
            carpet = new[] { new { aaxis = carpet, baxis = carpet } },
            choropleth = coloured,
            contour = coloured,
            contourcarpet = barOnly,
            heatmap = coloured,
            heatmapgl = coloured,
            histogram = new[] { new { marker = new { pattern } } },
            histogram2d = coloured,
            histogram2dcontour = coloured,
            mesh3d = barOnly,
            parcoords = new[] { new { line = bar } },
            pie = new[] { new { automargin = true } },
            scatter = marked,
            scatter3d = new[] { new { marker = bar, line = bar } },
            scattercarpet = marked,
            scattergeo = marked,
            scattergl = marked,
            scattermapbox = marked,
            scatterpolar = marked,
            scatterpolargl = marked,
            scatterternary = marked,
            surface = coloured,
            table = new[]
            {
                new
                {
                    cells = new { fill = new { color = "rgba(235, 240, 248, 1.0)" }, line = new { color = White } },
                    header = new { fill = new { color = "rgba(200, 212, 227, 1.0)" }, line = new { color = White } },
                },
            },
        };
    }

    private static object ColorBar => new { outlinewidth = 0.0, ticks = "" };

    private static object[][] Scale(params string[] colours) =>
        [.. colours.Select((colour, i) => new object[] { (double)i / (colours.Length - 1), colour })];
}
