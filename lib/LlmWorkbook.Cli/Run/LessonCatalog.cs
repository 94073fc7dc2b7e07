namespace LlmWorkbook.Cli.Run;

/// <summary>The lessons: the notebooks of <c>notebooks/</c>, in order.</summary>
internal sealed class LessonCatalog(Workspace workspace)
{
    /// <summary>The lessons' names.</summary>
    public IReadOnlyList<string> All { get; } = Directory.Exists(workspace.Notebooks)
        ? [.. Directory.GetFiles(workspace.Notebooks, "*.ipynb").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The lessons meant: by name, by number (<c>4</c>, <c>04</c>) or by the beginning of the name; all when none is given.</summary>
    public IReadOnlyList<string> Find(IReadOnlyList<string> wanted)
    {
        if (All.Count == 0)
            throw new CliException($"There is no lesson in {workspace.Notebooks}; this checkout is incomplete.");
        return wanted.Count == 0 ? All : [.. wanted.Select(Find).Distinct()];
    }

    private string Find(string wanted)
    {
        var name = Path.GetFileName(wanted);
        if (name.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase))
            name = name[..^".ipynb".Length];
        var prefix = name.Length == 1 && char.IsAsciiDigit(name[0]) ? "0" + name : name;
        var found = All.Where(l => l.Equals(name, StringComparison.OrdinalIgnoreCase)).ToList();
        // A number means the lesson of that number, not one that goes with it, such as 06b.
        if (found.Count == 0)
            found = [.. All.Where(l => l.StartsWith(prefix + "-", StringComparison.OrdinalIgnoreCase))];
        if (found.Count == 0)
            found = [.. All.Where(l => prefix.Length > 0 && l.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))];
        return found.Count switch
        {
            1 => found[0],
            0 => throw CliException.Unknown("lesson", wanted, All, $"the lessons are {string.Join(", ", All)}"),
            _ => throw new CliException($"\"{wanted}\" may mean {string.Join(" or ", found)}; name one of them.", 2),
        };
    }
}
