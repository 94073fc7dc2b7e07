using System.Text;

namespace LlmWorkbook.Kernel.Site;

/// <summary>The list of lessons, with what each reached and how long it took.</summary>
internal static class IndexPage
{
    public static string Render(IReadOnlyList<SiteLesson> lessons)
    {
        var body = new StringBuilder("<main>\n<h1>LLM Training Workbook in C#</h1>\n<ul class=\"lessons\">\n");
        foreach (var lesson in lessons)
        {
            body.Append($"<li><a href=\"{Html.Link(lesson.Name)}\"><b>{Html.Text(lesson.Title)}</b> <small>{Html.Text(lesson.Name)}</small></a>");
            if (lesson.Error is { } error)
                body.Append($"<p class=\"failed\">{Html.Text(error)}</p>");
            else
                body.Append($"<p><span class=\"headline\">{Html.Text(lesson.Headline ?? "done")}</span> <small>{Html.Text(Details(lesson))}</small></p>");
            if (lesson.Picture is { } picture)
                body.Append($"<a href=\"{Html.Link(lesson.Name)}\">{picture}</a>\n");
            body.Append("</li>\n");
        }
        return Html.Page("LLM Training Workbook in C#", "", body.Append("</ul>\n</main>\n").ToString());
    }

    /// <summary>Time and scale of a run.</summary>
    public static string Details(SiteLesson lesson) => $"{lesson.Time}{(lesson.Fast ? ", at test scale (--fast)" : "")}";
}
