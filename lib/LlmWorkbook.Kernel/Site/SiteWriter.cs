using LlmWorkbook.Kernel.Notebooks;

namespace LlmWorkbook.Kernel.Site;

/// <summary>Turns executed notebooks into a browsable site that works from <c>file://</c>, offline.</summary>
/// <param name="executedFolder">Folder of the executed notebooks.</param>
/// <param name="siteFolder">Where the pages go; made when missing.</param>
/// <param name="plotlyScript">A copy of plotly.js to put beside the pages, or null: plots are static then.</param>
public sealed class SiteWriter(string executedFolder, string siteFolder, string? plotlyScript = null)
{
    /// <summary>The name of plotly.js beside the pages.</summary>
    internal const string PlotlyName = "plotly.min.js";

    /// <summary>Writes a page for each executed notebook, and <c>index.html</c>; returns the index's path.</summary>
    public string Write()
    {
        Directory.CreateDirectory(siteFolder);
        var plotly = Path.Combine(siteFolder, PlotlyName);
        if (plotlyScript is not null && !(File.Exists(plotly) && new FileInfo(plotly).Length == new FileInfo(plotlyScript).Length))
            File.Copy(plotlyScript, plotly, overwrite: true);

        var lessons = Directory.EnumerateFiles(executedFolder, "*.ipynb").Order(StringComparer.Ordinal)
            .Select(path => new SiteLesson(Path.GetFileNameWithoutExtension(path), Notebook.Read(path))).ToList();
        for (var i = 0; i < lessons.Count; i++)
            File.WriteAllText(
                Path.Combine(siteFolder, lessons[i].Name + ".html"),
                LessonPage.Render(lessons[i], lessons.ElementAtOrDefault(i - 1), lessons.ElementAtOrDefault(i + 1), hasPlotly: File.Exists(plotly)));
        var index = Path.Combine(siteFolder, "index.html");
        File.WriteAllText(index, IndexPage.Render(lessons));
        return index;
    }
}
