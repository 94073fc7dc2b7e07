namespace LlmWorkbook.Cli.Jupyter;

/// <summary>Opens the lessons in JupyterLab or Notebook, whichever is there.</summary>
internal sealed class LabVerb(Workspace workspace, ISystem system)
{
    /// <summary>The command that starts Jupyter here, or null.</summary>
    public IReadOnlyList<string>? Jupyter =>
        new[] { "jupyter-lab", "jupyter-notebook" }.Where(p => system.FindProgram(p) is not null).Select(p => new[] { p })
            .Concat(system.FindProgram("jupyter") is null ? [] : new[] { "lab", "notebook" }
                .Where(c => system.Run("jupyter", [c, "--version"], new CommandOptions { Timeout = TimeSpan.FromSeconds(30) }).Succeeded)
                .Select(c => new[] { "jupyter", c }))
            .FirstOrDefault();

    /// <summary>Ends with how to get Jupyter when it is not there.</summary>
    public void CheckIsThere()
    {
        if (Jupyter is null)
            throw new CliException("""
                No Jupyter was found on this machine.
                Debian and Ubuntu have it: sudo apt-get install jupyter-notebook
                Elsewhere Python's installer does: pip install jupyterlab
                Or use ./workbook code: VS Code needs neither Jupyter nor Python.
                """);
    }

    /// <summary>Runs Jupyter until it is ended, with Ctrl+C or from the browser.</summary>
    public int Run(string? lesson)
    {
        var jupyter = Jupyter!;
        var opened = lesson is null ? workspace.Notebooks : Path.Combine(workspace.Notebooks, lesson + ".ipynb");
        system.Say($"Opening {workspace.Show(opened)} in the browser; Ctrl+C here ends Jupyter and its kernels.");
        // -y: Ctrl+C is meant, and needs no second question.
        string[] root = system.IsRoot ? ["--allow-root"] : [];
        return system.Run(jupyter[0], [.. jupyter.Skip(1), opened, "-y", .. root],
            new CommandOptions { Folder = workspace.Root, Attached = true, Timeout = Timeout.InfiniteTimeSpan }).ExitCode;
    }
}
