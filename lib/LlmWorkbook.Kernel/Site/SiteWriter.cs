using LlmWorkbook.Kernel.Notebooks;

namespace LlmWorkbook.Kernel.Site;

/// <summary>Turns executed notebooks into a browsable site that works from <c>file://</c>, offline.</summary>
/// <param name="executedFolder">Folder of the executed notebooks.</param>
/// <param name="siteFolder">Where the pages go; made when missing.</param>
/// <param name="browserParts">The folder with plotly.min.js and mermaid.min.js; without them plots are static and diagrams text.</param>
public sealed class SiteWriter(string executedFolder, string siteFolder, string? browserParts = null)
{
    /// <summary>Writes a page for each executed notebook, and <c>index.html</c>; returns the index's path.</summary>
    public string Write()
    {
        Directory.CreateDirectory(siteFolder);
        var lessons = Directory.EnumerateFiles(executedFolder, "*.ipynb").Order(StringComparer.Ordinal)
            .Select(path => new SiteLesson(Path.GetFileNameWithoutExtension(path), Notebook.Read(path))).ToList();
        for (var i = 0; i < lessons.Count; i++)
        {
            var page = LessonPage.Render(lessons[i], lessons.ElementAtOrDefault(i - 1), lessons.ElementAtOrDefault(i + 1), Keep);
            File.WriteAllText(Path.Combine(siteFolder, lessons[i].Name + ".html"), page);
        }
        var index = Path.Combine(siteFolder, "index.html");
        File.WriteAllText(index, IndexPage.Render(lessons));
        return index;
    }

    /// <summary>Sees to a browser part beside the pages; false where there is none.</summary>
    private bool Keep(string name)
    {
        var kept = Path.Combine(siteFolder, name);
        var source = browserParts is null ? kept : Path.Combine(browserParts, name);
        if (source != kept && File.Exists(source) && !(File.Exists(kept) && new FileInfo(kept).Length == new FileInfo(source).Length))
            File.Copy(source, kept, overwrite: true);
        return File.Exists(kept);
    }
}
