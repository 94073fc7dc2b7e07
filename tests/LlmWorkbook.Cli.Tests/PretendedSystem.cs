using LlmWorkbook.Cli;

namespace LlmWorkbook.Tests;

/// <summary>A machine that exists in a test only: a bare Debian with apt-get and dpkg-query, and an ordinary user.</summary>
internal sealed class PretendedSystem : ISystem
{
    public bool IsLinux { get; init; } = true;
    public bool IsWindows { get; init; }
    public bool IsRoot { get; init; }
    public bool IsInteractive { get; init; }
    public bool AnswersYes { get; init; }
    public Dictionary<string, string> Variables { get; } = [];
    public HashSet<string> Programs { get; } = ["apt-get", "dpkg-query", "dotnet"];

    /// <summary>The folder of all programs.</summary>
    public string Folder { get; set; } = "/usr/bin";
    public HashSet<string> Installed { get; } = [];
    public HashSet<string> ExistingFiles { get; } = [];
    public Dictionary<string, string> Links { get; } = [];

    /// <summary>What was run, asked and said, in order.</summary>
    public List<string> Commands { get; } = [];
    public List<string> Questions { get; } = [];
    public List<string> Said { get; } = [];

    /// <summary>Answers a command before the pretended machine does; null leaves it to the machine.</summary>
    public Func<string, CommandOptions?, CommandResult?> OnRun { get; set; } = (_, _) => null;

    public static CommandResult Ok(string output = "") => new(0, output, "");
    public static CommandResult Fails(string error, int code = 1) => new(code, "", error);

    public string? Variable(string name) => Variables.GetValueOrDefault(name);
    public string? FindProgram(string name) => Programs.Contains(name) ? $"{Folder}/{name}" : null;
    public bool FileExists(string path) => ExistingFiles.Contains(path);
    public string? LinkTarget(string path) => Links.GetValueOrDefault(path);
    public IReadOnlyList<string> Files(string folder, string pattern) =>
        [.. Links.Keys.Concat(ExistingFiles).Where(f => Path.GetDirectoryName(f) == folder && Path.GetFileName(f).StartsWith(pattern.TrimEnd('*'), StringComparison.Ordinal))];

    public bool Ask(string question)
    {
        Questions.Add(question);
        return AnswersYes;
    }

    public void Wait(TimeSpan time) => throw new InvalidOperationException("nothing to wait for in a test");
    public void Say(string line) => Said.Add(line);

    public CommandResult Run(string program, IReadOnlyList<string> arguments, CommandOptions? options = null)
    {
        var line = $"{program} {string.Join(' ', arguments)}";
        Commands.Add(line);
        if (OnRun(line, options) is { } answer)
            return answer;
        if (program == "dpkg-query")
            return Ok(string.Concat(Installed.Select(p => $"{p} installed\n")));
        if (line.Contains("apt-get install", StringComparison.Ordinal))
            Installed.UnionWith(arguments);
        return Ok();
    }
}
