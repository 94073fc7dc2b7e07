namespace LlmWorkbook.Cli;

/// <summary>The machine as set-up sees it; tests put a pretended one in its place.</summary>
internal interface ISystem
{
    bool IsLinux { get; }
    bool IsWindows { get; }
    bool IsRoot { get; }

    /// <summary>Whether somebody can be asked: standard input and error are a terminal.</summary>
    bool IsInteractive { get; }

    string? Variable(string name);

    /// <summary>The full path of a program on the PATH, or null.</summary>
    string? FindProgram(string name);

    bool FileExists(string path);

    /// <summary>The file behind a chain of links, or null when the path is none.</summary>
    string? LinkTarget(string path);

    /// <summary>The files and links of a folder whose names fit a pattern; none when the folder is missing.</summary>
    IReadOnlyList<string> Files(string folder, string pattern);

    CommandResult Run(string program, IReadOnlyList<string> arguments, CommandOptions? options = null);

    /// <summary>Asks a yes/no question; yes is the default.</summary>
    bool Ask(string question);

    /// <summary>Waits, unless the user stops the program.</summary>
    void Wait(TimeSpan time);

    /// <summary>Tells the user something, on standard error.</summary>
    void Say(string line);
}

/// <summary>How a command is run.</summary>
internal sealed record CommandOptions
{
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(30);
    public string? Folder { get; init; }
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Receives each line of both streams as it comes.</summary>
    public Action<string>? OnLine { get; init; }

    /// <summary>The command talks to the terminal itself; nothing is captured.</summary>
    public bool Attached { get; init; }
}

/// <summary>How a command ended.</summary>
/// <param name="ExitCode">The exit code; 127 when the program does not exist, 124 when it ran out of time.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>Both streams, the output first.</summary>
    public string Text => (Output + Error).Trim();
}
