using System.Text;
using System.Text.Json.Nodes;
using LlmWorkbook.Kernel.Notebooks;
using Markdig;

namespace LlmWorkbook.Kernel.Site;

/// <summary>One output of a cell as HTML. Only <c>text/html</c>, which formatters wrote, goes in as it stands; all other text is escaped.</summary>
internal static class OutputHtml
{
    private static readonly MarkdownPipeline s_markdown = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().Build();

    public static string Render(JsonNode output) => (string?)output["output_type"] switch
    {
        "stream" => $"<pre class=\"{((string?)output["name"] == "stderr" ? "stderr" : "stdout")}\">{Html.Text(AsTerminal(Cell.Text(output["text"])))}</pre>\n",
        "error" => $"<pre class=\"error\"><b>{Html.Text((string?)output["ename"])}</b>: {Html.Text((string?)output["evalue"])}\n{Html.Text(Traceback(output))}</pre>\n",
        _ => output["data"] is JsonObject data ? Richest(data) : "",
    };

    private static string Richest(JsonObject data)
    {
        string? Of(string type) => data[type] is { } node ? Cell.Text(node) : null;
        return Of("text/html") is { } html ? $"<div class=\"rich\">{html}</div>\n"
            : Of("image/svg+xml") is { } svg ? Image("image/svg+xml", Convert.ToBase64String(Encoding.UTF8.GetBytes(svg)))
            : Of("image/png") is { } png ? Image("image/png", png.Replace("\n", ""))
            : Of("text/markdown") is { } markdown ? $"<div class=\"prose\">{SafeLinks(Markdown.Parse(markdown, s_markdown))}</div>\n"
            : Of("text/plain") is { } plain ? $"<pre>{Html.Text(plain)}</pre>\n"
            : $"<pre>{Html.Text(string.Join(", ", data.Select(d => d.Key)))}</pre>\n";
    }

    private static string Image(string type, string base64) => $"<img alt=\"\" src=\"data:{type};base64,{Html.Text(base64)}\">\n";

    /// <summary>Markdown that a program displayed may not carry addresses that run script.</summary>
    private static string SafeLinks(Markdig.Syntax.MarkdownDocument document)
    {
        foreach (var link in Markdig.Syntax.MarkdownObjectExtensions.Descendants<Markdig.Syntax.Inlines.LinkInline>(document))
            if (Uri.TryCreate(link.Url, UriKind.Absolute, out var address) && address.Scheme is not ("http" or "https" or "mailto"))
                link.Url = "";
        foreach (var link in Markdig.Syntax.MarkdownObjectExtensions.Descendants<Markdig.Syntax.Inlines.AutolinkInline>(document))
            if (!link.IsEmail && Uri.TryCreate(link.Url, UriKind.Absolute, out var address) && address.Scheme is not ("http" or "https"))
                link.Url = "";
        return document.ToHtml(s_markdown);
    }

    private static string Traceback(JsonNode output) =>
        string.Join('\n', (output["traceback"] as JsonArray ?? []).Select(l => (string?)l).Where(l => l is not null && !l.EndsWith((string?)output["evalue"] ?? "", StringComparison.Ordinal)));

    /// <summary>A carriage return goes back to the line's start, as progress bars use it.</summary>
    private static string AsTerminal(string text) =>
        string.Join('\n', text.Split('\n').Select(l => l.TrimEnd('\r')).Select(l => l[(l.LastIndexOf('\r') + 1)..]));
}
