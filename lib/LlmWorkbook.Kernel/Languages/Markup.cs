using Microsoft.DotNet.Interactive;

namespace LlmWorkbook.Kernel.Languages;

/// <summary>The languages that are shown and not run here.</summary>
internal static class Markup
{
    /// <summary>Shows a text of such a language.</summary>
    public static void Show(string language, string text)
    {
        text = text.Trim('\n');
        var (mimeType, data) = language switch
        {
            "html" => ("text/html", text),
            "javascript" => ("text/html", $"<script type=\"text/javascript\">{text}</script>"),
            "mermaid" => ("text/html", MermaidHtml.Fragment(text, Environment.GetEnvironmentVariable("WORKBOOK_BROWSER_PARTS"))),
            _ => ("text/markdown", text),
        };
        DisplaySink.Current.Display(new() { [mimeType] = data }, Guid.NewGuid().ToString("N"));
    }
}
