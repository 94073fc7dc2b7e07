using System.Net;
using System.Reflection;

namespace LlmWorkbook.Kernel.Languages;

/// <summary>A Mermaid diagram as HTML.</summary>
public static class MermaidHtml
{
    /// <summary>Begins every fragment; a page with it needs mermaid.js.</summary>
    internal const string Mark = "<div class=\"workbook-mermaid\"";

    private static readonly string s_script = $"(function () {{\n{Resource("page-parts.js")}\n{Resource("mermaid.js")}}})();\n";

    /// <summary>The diagram's source, which its drawing replaces where mermaid.js is in the page or can be had.</summary>
    /// <param name="diagram">The source, any text.</param>
    /// <param name="partsAddress">The address of the <see cref="Jupyter.BrowserPartsServer"/>, or null.</param>
    public static string Fragment(string diagram, string? partsAddress) => $"""
        {Mark} data-parts="{WebUtility.HtmlEncode(partsAddress)}">
        <pre>{WebUtility.HtmlEncode(diagram)}</pre>
        <script>
        {s_script}</script>
        </div>
        """;

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        return new StreamReader(stream).ReadToEnd();
    }
}
