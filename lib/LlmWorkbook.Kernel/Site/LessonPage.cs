using System.Text;
using LlmWorkbook.Kernel.Languages;
using LlmWorkbook.Kernel.Notebooks;
using LlmWorkbook.Kernel.Running;

namespace LlmWorkbook.Kernel.Site;

/// <summary>One executed lesson as a page: text, code and outputs in order.</summary>
internal static class LessonPage
{
    /// <summary>What pages with this in them need beside them.</summary>
    private static readonly (string Mark, string File)[] s_parts = [("Plotly", "plotly.min.js"), (MermaidHtml.Mark, "mermaid.min.js")];

    /// <param name="lesson">The lesson.</param>
    /// <param name="previous">The one before it, or null.</param>
    /// <param name="next">The one after it, or null.</param>
    /// <param name="keep">Sees to a script beside the page; false where it cannot be had.</param>
    public static string Render(SiteLesson lesson, SiteLesson? previous, SiteLesson? next, Func<string, bool> keep)
    {
        var body = new StringBuilder(Navigation(previous, next)).Append("<main>\n").Append(Summary(lesson));
        foreach (var cell in lesson.Notebook.Cells)
            body.Append(cell.Kind switch
            {
                "markdown" => $"<section class=\"prose\">\n{Prose.ToHtml(cell.Source)}</section>\n",
                "code" => CodeCell(cell),
                _ => $"<pre>{Html.Text(cell.Source)}</pre>\n",
            });
        body.Append("</main>\n").Append(Navigation(previous, next));
        var text = body.ToString();
        var head = string.Concat(s_parts.Where(p => text.Contains(p.Mark, StringComparison.Ordinal) && keep(p.File)).Select(p => $"<script defer src=\"{p.File}\"></script>\n"));
        return Html.Page(lesson.Title, head, text);
    }

    private static string Navigation(SiteLesson? previous, SiteLesson? next) =>
        $"<nav>{Step(previous, "← {0}")}<a href=\"index.html\">All lessons</a>{Step(next, "{0} →")}</nav>\n";

    private static string Step(SiteLesson? lesson, string form) =>
        lesson is null ? "<span></span>" : $"<a href=\"{Html.Link(lesson.Name)}\">{string.Format(form, Html.Text(lesson.Name))}</a>";

    private static string Summary(SiteLesson lesson) =>
        lesson.Error is { } error ? $"<p class=\"failed\">{Html.Text(error)}</p>\n"
        : lesson.Headline is { } headline ? $"<p class=\"summary\"><span class=\"headline\">{Html.Text(headline)}</span> <small>{Html.Text(IndexPage.Details(lesson))}</small></p>\n"
        : "";

    private static string CodeCell(Cell cell)
    {
        if (cell.Source.Trim().Length == 0)
            return "";
        var html = new StringBuilder("<section class=\"cell\">\n");
        if (cell.Tags.Contains(ParameterCell.InjectedTag))
            html.Append("<p class=\"note\">Set from the command line:</p>\n");
        if ((string?)cell.Json["metadata"]!["workbook"]?["skipped"] is { } skipped)
            html.Append($"<p class=\"note\">{Html.Text(skipped)}</p>\n");
        foreach (var (language, text) in Listings(cell))
            html.Append($"<pre class=\"code\"><code>{(language == MagicNames.CSharp ? CSharpHighlighter.ToHtml(text) : Html.Text(text))}</code></pre>\n");
        if (cell.Outputs.Count > 0)
        {
            html.Append("<div class=\"outputs\">\n");
            foreach (var output in cell.Outputs)
                html.Append(OutputHtml.Render(output!));
            html.Append("</div>\n");
        }
        return html.Append("</section>\n").ToString();
    }

    /// <summary>The parts of a cell to list; what is shown as it stands, such as HTML or a diagram, is there as output already.</summary>
    private static IEnumerable<(string Language, string Text)> Listings(Cell cell)
    {
        try
        {
            return CellParts.Of(cell.Source, CellLanguage.Of(cell)).OfType<CellPart.Code>()
                .Where(p => p.Language is not ("html" or "markdown" or "mermaid")).Select(p => (p.Language, p.Text.Trim('\n')));
        }
        catch (MagicException)
        {
            return [("", cell.Source)];
        }
    }
}
