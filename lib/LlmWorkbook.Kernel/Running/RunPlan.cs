using System.Text.Json.Nodes;
using LlmWorkbook.Kernel.Notebooks;

namespace LlmWorkbook.Kernel.Running;

/// <summary>Which cells of a lesson run, and under which heading each stands.</summary>
internal sealed class RunPlan
{
    private readonly Dictionary<Cell, string> _titles = [];

    public RunPlan(Notebook notebook, RunRequest request)
    {
        var title = request.Lesson;
        foreach (var cell in notebook.Cells)
        {
            title = cell.Kind == "markdown" ? Heading(cell.Source) ?? title : title;
            if (!cell.IsCode)
                continue;
            cell.Clear();
            _titles[cell] = title;
            if (SkipReason(cell, request) is { } reason)
                Note(cell, "skipped", reason);
            else if (cell.Source.Trim().Length > 0)
                Cells.Add(cell);
        }
    }

    /// <summary>The cells to run, in order.</summary>
    public List<Cell> Cells { get; } = [];

    /// <summary>The nearest heading above a cell.</summary>
    public string TitleOf(Cell cell) => _titles[cell];

    /// <summary>Puts a cell behind another, in the notebook and in the plan.</summary>
    public void InsertAfter(Notebook notebook, Cell earlier, Cell added)
    {
        notebook.Cells.Insert(notebook.Cells.IndexOf(earlier) + 1, added);
        Cells.Insert(Cells.IndexOf(earlier) + 1, added);
        _titles[added] = _titles[earlier];
    }

    /// <summary>Keeps something about the run in a cell's metadata, where the pages find it.</summary>
    public static void Note(Cell cell, string name, JsonNode value) =>
        Cell.ObjectAt((JsonObject)cell.Json["metadata"]!, "workbook")[name] = value;

    private static string? SkipReason(Cell cell, RunRequest request) =>
        cell.Tags.Contains("ablation") && !request.All ? "Runs with --all."
        : cell.Tags.Contains("built-in-text") && request.TextFile is not null ? "Not run: a text of your own was given."
        : null;

    private static string? Heading(string markdown)
    {
        string? heading = null;
        var fenced = false;
        foreach (var line in markdown.Split('\n').Select(l => l.Trim()))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                fenced = !fenced;
            else if (!fenced && line.TrimStart('#') is var text && text.Length < line.Length && text.StartsWith(' '))
                heading = text.Trim().Replace("`", "").Replace("*", "");
        }
        return heading;
    }
}
