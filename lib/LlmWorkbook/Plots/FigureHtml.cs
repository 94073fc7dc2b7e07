using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace LlmWorkbook.Plots;

/// <summary>The HTML form of a figure: a drawing that needs nothing, which a script makes interactive.</summary>
/// <remarks>
/// The drawing is an image with its data inside, not inline SVG, because notebooks are also read where scripts do not run.
/// JupyterLab and Notebook clean the outputs of notebooks they do not trust, and code-hosting sites those of all notebooks: they
/// keep images with data and drop the svg element, of which only the words of the labels would remain. An image cannot
/// take the page's text colour, so its ink is the grey that reads on white and on black; where scripts do run, the image becomes
/// inline SVG before it is painted. For the same reason this is the only form beside plain text that a figure is displayed in:
/// clients prefer forms in different orders, and with one there is nothing to choose.
/// </remarks>
internal static partial class FigureHtml
{
    /// <summary>The variable with the address at which the running kernel serves plotly.js.</summary>
    public const string PartsVariable = "WORKBOOK_BROWSER_PARTS";

    private static readonly string Script = $"(function () {{\n{Resource("page-parts.js")}\n{Resource("figure.js")}}})();\n";

    /// <summary>The fragment.</summary>
    /// <param name="svg">The drawing, standing alone.</param>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="height">Its height in pixels.</param>
    /// <param name="title">What it shows, for those who do not see it.</param>
    /// <param name="json">Plotly's JSON. It must hold no &lt;; <see cref="Figure.Json"/> sees to that.</param>
    public static string Fragment(string svg, double width, double height, string title, string json) => string.Create(CultureInfo.InvariantCulture, $$"""
        <div class="workbook-figure"{{Parts()}} style="max-width:{{width}}px">
        <style>@media print { .workbook-figure > svg { display: block !important; } .workbook-figure > .js-plotly-plot { display: none !important; } }</style>
        <img alt="{{SvgText.Escape(title)}}" width="{{width}}" height="{{height}}" style="max-width:100%;height:auto" src="data:image/svg+xml;base64,{{Convert.ToBase64String(Encoding.UTF8.GetBytes(svg))}}">
        <script type="application/json">{{json}}</script>
        <script>
        {{Script}}</script>
        </div>
        """);

    private static string Parts() =>
        Environment.GetEnvironmentVariable(PartsVariable) is { } address && LoopbackAddress().IsMatch(address) ? $" data-parts=\"{address}\"" : "";

    [GeneratedRegex(@"\Ahttp://127\.0\.0\.1:[0-9]+/[0-9a-zA-Z]+/\z")]
    private static partial Regex LoopbackAddress();

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        return new StreamReader(stream).ReadToEnd();
    }
}
