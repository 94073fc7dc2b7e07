using LlmWorkbook.Cli.Jupyter;
using LlmWorkbook.Cli.Setup;

namespace LlmWorkbook.Cli;

/// <summary>Starts the side-by-side measurements of <c>benchmarks/</c>.</summary>
internal sealed class BenchVerb(Workspace workspace, ISystem system)
{
    private const string Kernel = "kernel";
    private static readonly string[] Names = ["train", "decode", Kernel];

    /// <summary>The benchmark's name when there is one of that name.</summary>
    public static string Check(string? name) =>
        name is null ? throw new CliException("./workbook bench needs a benchmark: train, decode or kernel.", 2)
        : Names.Contains(name) ? name
        : throw CliException.Unknown("benchmark", name, Names, "valid are train, decode and kernel");

    public int Run(string name, bool yes)
    {
        if (name == Kernel)
            return RunKernels(yes);
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

    private int RunKernels(bool yes)
    {
        new SystemPackages(system).Ensure(SystemPackages.ForKernelBench, yes);
        var build = new KernelBuild(workspace, system);
        build.Ensure(again: false);
        var folder = Directory.CreateTempSubdirectory("workbook-bench-").FullName;
        try
        {
            var kernels = Path.Combine(folder, "kernels");
            KernelSpec.Write(kernels, "workbook", KernelSpec.Json(workspace, KernelVerb.Dotnet(system), build.Assembly, "workbook"));
            return system.Run("/usr/bin/python3", [Path.Combine(workspace.Root, "benchmarks", "jupyter", "kernels.py"), kernels],
                new CommandOptions { Folder = workspace.Root, Attached = true, Timeout = TimeSpan.FromHours(1) }).ExitCode;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
