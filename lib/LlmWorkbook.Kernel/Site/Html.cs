using System.Net;
using System.Reflection;

namespace LlmWorkbook.Kernel.Site;

/// <summary>The frame that every page shares.</summary>
internal static class Html
{
    private static readonly string s_style = Resource("style.css");

    /// <summary>Text made safe for HTML, in elements and in quoted attributes.</summary>
    public static string Text(string? text) => WebUtility.HtmlEncode(text ?? "");

    /// <summary>A link's address to a file beside the page.</summary>
    public static string Link(string name) => Text(Uri.EscapeDataString(name) + ".html");

    /// <summary>A whole page; style included, so that it is one file.</summary>
    public static string Page(string title, string head, string body) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{Text(title)}</title>
        <style>
        {s_style}</style>
        {head}</head>
        <body>
        {body}</body>
        </html>

        """;

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"no embedded file {name}");
        return new StreamReader(stream).ReadToEnd();
    }
}
