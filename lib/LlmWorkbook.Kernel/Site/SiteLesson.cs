using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LlmWorkbook.Kernel.Notebooks;
using LlmWorkbook.Kernel.Running;

namespace LlmWorkbook.Kernel.Site;

/// <summary>An executed lesson, as the pages speak of it.</summary>
/// <param name="Name">The file's name without extension.</param>
/// <param name="Notebook">The executed notebook.</param>
internal sealed partial record SiteLesson(string Name, Notebook Notebook)
{
    private JsonNode? Run => Notebook.Metadata["workbook"];

    /// <summary>The lesson's first heading, or its name.</summary>
    public string Title => Notebook.Cells.Where(c => c.Kind == "markdown").SelectMany(c => c.Source.Split('\n'))
        .FirstOrDefault(l => l.StartsWith("# ", StringComparison.Ordinal))?[2..].Trim() ?? Name;

    /// <summary>The headline figure, or null.</summary>
    public string? Headline => (string?)Run?["headline"];

    /// <summary>The sentence about what went wrong, or null.</summary>
    public string? Error => (string?)Run?["error"];

    /// <summary>Whether it ran at test scale.</summary>
    public bool Fast => (bool?)Run?["fast"] ?? false;

    /// <summary>The run's wall time in words, or null.</summary>
    public string? Time => (double?)Run?["seconds"] is { } seconds ? Duration.Show(TimeSpan.FromSeconds(seconds)) : null;

    /// <summary>The first figure that the lesson shows, an image as its HTML has it, or null.</summary>
    public string? Picture => Notebook.Cells.SelectMany(c => c.Outputs)
        .Select(o => o?["data"]?["text/html"] is { } html ? FigureImage().Match(Cell.Text(html)) : null)
        .FirstOrDefault(m => m is { Success: true })?.Groups[1].Value;

    /// <summary>Figures are known by their class; the quoted text in between is escaped.</summary>
    [GeneratedRegex("""<div class="workbook-figure".*?(<img alt="[^"<>]*" width="[0-9.]+" height="[0-9.]+" [^<>]*src="data:image/svg\+xml;base64,[0-9A-Za-z+/=]*">)""", RegexOptions.Singleline)]
    private static partial Regex FigureImage();
}
