namespace LlmWorkbook.Cli.Jupyter;

/// <summary>Opens the workbook in VS Code or one of its kin, whichever is there.</summary>
internal sealed class CodeVerb(Workspace workspace, ISystem system)
{
    /// <summary>The setting without which members are not offered in C# cells.</summary>
    public const string Completion = """
        "jupyter.completionTriggerCharacters": { "csharp": [".", " ", "("] }
        """;

    private const string Extension = "ms-toolsai.jupyter";
    private const string Server = "code-server";
    private static readonly string[] s_programs = ["code", "code-insiders", "codium", Server];

    /// <summary>The editor's program, or null.</summary>
    public string? Program => s_programs.FirstOrDefault(p => system.FindProgram(p) is not null);

    /// <summary>Ends with how to get VS Code when it is not there.</summary>
    public void CheckIsThere()
    {
        if (Program is null)
            throw new CliException($"""
                No VS Code was found on this machine (looked for {string.Join(", ", s_programs)}).
                It comes from https://code.visualstudio.com; when it opens this folder it offers the extension {Extension}, which runs notebooks.
                Or use ./workbook lab: the same lessons in Jupyter.
                """);
    }

    /// <summary>Opens the checkout and a lesson in it.</summary>
    public int Run(string? lesson)
    {
        var program = Program!;
        var opened = lesson is null ? null : Path.Combine(workspace.Notebooks, lesson + ".ipynb");
        var extensions = system.Run(program, ["--list-extensions"], new CommandOptions { Timeout = TimeSpan.FromMinutes(1) });
        if (extensions.Succeeded && !extensions.Output.Contains(Extension, StringComparison.OrdinalIgnoreCase))
            system.Say($"Notebooks need VS Code's extension {Extension}: take it when VS Code offers it, or run {program} --install-extension {Extension}.");
        // The extension reads it there only; in the folder's own settings it has no effect.
        system.Say($"For completion in C# cells, VS Code's user settings (Ctrl+Shift+P, Open User Settings (JSON)) need this line: {Completion}");
        system.Say($"Opening the workbook in {program}; choose the kernel .NET (C#) if a notebook asks.");
        // The server opens a folder; what to open in it is up to the browser.
        if (program == Server && opened is not null)
            system.Say($"The lesson is {workspace.Show(opened)}.");
        string[] file = opened is null || program == Server ? [] : [opened];
        return system.Run(program, [workspace.Root, .. file],
            new CommandOptions { Folder = workspace.Root, Attached = true, Timeout = Timeout.InfiniteTimeSpan }).ExitCode;
    }
}
