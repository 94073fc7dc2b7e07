using System.Text.Json.Nodes;

namespace LlmWorkbook.Plots;

/// <summary>
/// How all figures look: no background, ink that reads on white and on black, and colours that colour-blind readers can tell
/// apart (Okabe and Ito, "Color Universal Design", 2008). Kept as a plotly template: what a chart says itself goes before it.
/// </summary>
internal static class HouseStyle
{
    /// <summary>The one grey with the same contrast, about 4:1, on white and on a dark editor's background.</summary>
    public const string Ink = "rgba(128, 128, 128, 1.0)";

    private const string Grid = "rgba(128, 128, 128, 0.25)";
    private const string Clear = "rgba(0, 0, 0, 0)";

    /// <summary>Blue, vermillion, green, purple, orange, sky blue. Okabe and Ito's yellow and black vanish on one background or the other.</summary>
    public static IReadOnlyList<string> Colours { get; } = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];

    /// <summary>Viridis in nine steps: even in brightness, so it survives black-and-white print.</summary>
    private static readonly string[] Heat = ["#440154", "#472c7a", "#3b518b", "#2c718e", "#21908d", "#27ad81", "#5cc863", "#aadc32", "#fde725"];

    /// <summary>The template, new on each call: JSON nodes have one parent.</summary>
    /// <param name="legendRows">How many rows the legend needs, between title and plot.</param>
    public static JsonObject Template(int legendRows = 0) => new()
    {
        ["layout"] = new JsonObject
        {
            ["paper_bgcolor"] = Clear,
            ["plot_bgcolor"] = Clear,
            ["font"] = new JsonObject { ["color"] = Ink },
            ["title"] = new JsonObject { ["x"] = 0.0, ["xref"] = "paper", ["y"] = 1.0, ["yanchor"] = "top", ["pad"] = new JsonObject { ["t"] = 14 }, ["font"] = new JsonObject { ["size"] = 16 } },
            ["colorway"] = new JsonArray([.. Colours.Select(c => JsonValue.Create(c))]),
            ["autotypenumbers"] = "strict",
            ["hovermode"] = "closest",
            ["margin"] = new JsonObject { ["l"] = 64, ["r"] = 24, ["t"] = 48 + 20 * legendRows, ["b"] = 52 },
            ["legend"] = new JsonObject { ["orientation"] = "h", ["x"] = 0.0, ["xanchor"] = "left", ["y"] = 1.01, ["yanchor"] = "bottom" },
            ["modebar"] = new JsonObject { ["bgcolor"] = Clear, ["color"] = Grid, ["activecolor"] = Ink },
            ["xaxis"] = Axis(),
            ["yaxis"] = Axis(),
        },
        ["data"] = new JsonObject
        {
            ["heatmap"] = new JsonArray(new JsonObject
            {
                ["colorscale"] = new JsonArray([.. Heat.Select((c, i) => new JsonArray((double)i / (Heat.Length - 1), c))]),
                ["colorbar"] = new JsonObject { ["outlinewidth"] = 0, ["thickness"] = 14 },
            }),
        },
    };

    private static JsonObject Axis() => new()
    {
        ["gridcolor"] = Grid,
        ["zerolinecolor"] = Grid,
        ["linecolor"] = Ink,
        ["showline"] = true,
        ["automargin"] = true,
        ["title"] = new JsonObject { ["standoff"] = 10 },
    };
}
