using LlmWorkbook.Cli.Setup;

namespace LlmWorkbook.Cli;

/// <summary>Starts the side-by-side measurements of <c>benchmarks/</c>.</summary>
internal sealed class BenchVerb(Workspace workspace, ISystem system)
{
    private static readonly string[] Names = ["train", "decode"];

    /// <summary>The benchmark's name when there is one of that name.</summary>
    public static string Check(string? name) =>
        name is null ? throw new CliException("./workbook bench needs a benchmark: train or decode.", 2)
        : Names.Contains(name) ? name
        : throw CliException.Unknown("benchmark", name, Names, "valid are train and decode");

    public int Run(string name, bool yes)
    {
        var project = Directory.Exists(Path.Combine(workspace.Root, "benchmarks"))
            ? Directory.GetFiles(Path.Combine(workspace.Root, "benchmarks"), "*.csproj", SearchOption.AllDirectories).Order().FirstOrDefault()
            : null;
        if (project is null)
            throw new CliException("There is no project under benchmarks/; this checkout is incomplete.");
        new SystemPackages(system).Ensure(SystemPackages.ForBench, yes);
        DotNet.Build(workspace, system, project);
        var dll = Path.Combine(workspace.Artifacts, "bin", Path.GetFileNameWithoutExtension(project), DotNet.Configuration.ToLowerInvariant(),
            Path.GetFileNameWithoutExtension(project) + ".dll");
        return system.Run("dotnet", [dll, name], new CommandOptions { Folder = workspace.Root, Attached = true, Timeout = TimeSpan.FromHours(2) }).ExitCode;
    }
}
