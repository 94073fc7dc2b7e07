namespace LlmWorkbook.Kernel.Running;

/// <summary>What to run, and how.</summary>
/// <param name="NotebookPath">The lesson, an nbformat 4 file; it is read, never written.</param>
/// <param name="OutputNotebookPath">Where the executed notebook goes; missing folders are made.</param>
public sealed record RunRequest(string NotebookPath, string OutputNotebookPath)
{
    /// <summary>Settings of the lesson's <c>config</c>, in the order given: <c>-p Name=value</c>.</summary>
    public IReadOnlyList<(string Name, string Value)> Parameters { get; init; } = [];

    /// <summary>A text to use in place of the built-in one (<c>config.ForText</c>), or null.</summary>
    public string? TextFile { get; init; }

    /// <summary>Test scale: <c>config.Fast()</c>.</summary>
    public bool Fast { get; init; }

    /// <summary>Runs the cells tagged <c>ablation</c> too.</summary>
    public bool All { get; init; }

    /// <summary>Goes on after a failing cell; the run still counts as failed.</summary>
    public bool KeepGoing { get; init; }

    /// <summary>The longest that one cell may take, or null for no limit.</summary>
    public TimeSpan? CellTimeout { get; init; }

    /// <summary>The folder the cells run in, and that a relative <see cref="TextFile"/> is looked up from; null for the notebook's own and the current one.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The kernel's assembly that the cells run in, or null for the one that is loaded; <c>artifacts/kernel</c> has one that starts quickly.</summary>
    public string? Kernel { get; init; }

    /// <summary>The lesson's name: the notebook's file name without its extension.</summary>
    public string Lesson => Path.GetFileNameWithoutExtension(NotebookPath);
}
