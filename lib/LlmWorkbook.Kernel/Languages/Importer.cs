using LlmWorkbook.Kernel.Evaluation;
using LlmWorkbook.Kernel.Notebooks;

namespace LlmWorkbook.Kernel.Languages;

/// <summary><c>#!import FILE</c>: runs a file's cells as if they stood in its place.</summary>
/// <param name="baseFolder">The folder that the file is looked up from.</param>
internal sealed class Importer(string baseFolder)
{
    private readonly List<string> _open = [];

    /// <summary>Runs the file; an error in it is told with its place there and the line of the import.</summary>
    public async Task<CellOutcome> RunAsync(Session session, CellPart.Command command, CancellationToken stop)
    {
        var options = new MagicOptions("import", command.Line, command.Options, "--file");
        var file = options["--file"] ?? string.Join(' ', options.Bare);
        if (file.Length == 0)
            throw options.Wrong("a file is missing: #!import prelude.ipynb");
        var path = Path.GetFullPath(file, baseFolder);
        if (_open.Contains(path))
            throw options.Wrong($"{file} imports itself, by way of {string.Join(", ", _open.Select(Path.GetFileName))}");
        var cells = Read(options, file, path);
        _open.Add(path);
        try
        {
            for (var i = 0; i < cells.Count; i++)
            {
                var place = cells.Count == 1 ? Path.GetFileName(path) : $"{Path.GetFileName(path)}, cell {i + 1}";
                var outcome = await session.ExecuteAsync(cells[i].Source, place, cells[i].Language, stop);
                if (outcome.Error is { } error)
                    return outcome with { Error = error with { Message = $"{place}{(error.Line is { } line ? $", line {line}" : "")}: {error.Message}", Line = command.Line } };
                await session.ShowAsync(outcome, stop);
            }
        }
        finally
        {
            _open.Remove(path);
        }
        return new CellOutcome(false, null, null);
    }

    private static List<(string Source, string? Language)> Read(MagicOptions options, string file, string path)
    {
        try
        {
            return Path.GetExtension(path).ToLowerInvariant() switch
            {
                ".ipynb" or ".dib" => [.. Notebook.Read(path).Cells.Where(c => c.IsCode).Select(c => (c.Source, CellLanguage.Of(c)))],
                ".cs" or ".csx" => [(File.ReadAllText(path), MagicNames.CSharp)],
                ".fs" or ".fsx" => [(File.ReadAllText(path), "fsharp")],
                ".html" or ".htm" => [(File.ReadAllText(path), "html")],
                ".js" => [(File.ReadAllText(path), "javascript")],
                ".md" => [(File.ReadAllText(path), "markdown")],
                var other => throw options.Wrong($"{file}: files ending in {other} cannot be imported; .ipynb, .dib, .cs, .csx, .fsx, .html, .js and .md can"),
            };
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw options.Wrong($"{file} cannot be read: {e.Message.TrimEnd('.')}");
        }
    }
}
