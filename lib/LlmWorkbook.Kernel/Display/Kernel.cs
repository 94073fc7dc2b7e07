using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>The functions that every cell sees without a prefix; names and meaning as in .NET Interactive, so that notebooks run in both.</summary>
public static class Kernel
{
    /// <summary>Shows a value now, and returns a handle to replace it later.</summary>
    /// <param name="value">Anything.</param>
    /// <param name="mimeTypes">The MIME types to show it in; by default those that its type prefers.</param>
    public static DisplayedValue display(object? value, params string[] mimeTypes)
    {
        var shown = new DisplayedValue(Guid.NewGuid().ToString("N"), mimeTypes);
        DisplaySink.Current.Display(Formatter.Bundle(value, mimeTypes), shown.DisplayId);
        return shown;
    }

    /// <summary>Marks a string as HTML.</summary>
    public static IHtmlContent HTML(string content) => new HtmlString(content);

    /// <summary>Runs a script in the front end.</summary>
    public static void Javascript(string scriptContent) => display(HTML($"<script type=\"text/javascript\">{scriptContent}</script>"), Formatter.HtmlMimeType);

    /// <summary>Adds a style sheet to the page.</summary>
    public static void CSS(string content) => display(HTML($"<style>{content}</style>"), Formatter.HtmlMimeType);
}
