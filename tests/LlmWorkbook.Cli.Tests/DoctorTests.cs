using LlmWorkbook.Cli;
using LlmWorkbook.Cli.Jupyter;
using LlmWorkbook.Cli.Setup;

namespace LlmWorkbook.Tests;

public sealed class DoctorTests : IDisposable
{
    private readonly TemporaryCheckout _checkout = new();
    private readonly PretendedSystem _system = new();

    public DoctorTests()
    {
        _checkout.Write("notebooks/04-autoregressive.ipynb", "{}");
        _checkout.Write("lib/browser-parts.json", "[]");
        new PackageChoice("standin", "TorchSharp-cpu", null).Write(_checkout.Workspace.PackageChoice);
        _system.Links["/etc/alternatives/libblas.so.3-x86_64-linux-gnu"] = "/usr/lib/x86_64-linux-gnu/openblas-openmp/libblas.so.3";
        _system.Variables["HOME"] = _checkout["home"];
        _system.OnRun = (line, _) => line == "dotnet --version" ? PretendedSystem.Ok("10.0.100\n") : null;
    }

    public void Dispose() => _checkout.Dispose();

    private (int ExitCode, string Output) Run()
    {
        var console = Console.Out;
        using var output = new StringWriter();
        Console.SetOut(output);
        try
        {
            return (new DoctorVerb(_checkout.Workspace, _system).Run(), output.ToString());
        }
        finally
        {
            Console.SetOut(console);
        }
    }

    [Fact]
    public void All_that_is_required_is_there()
    {
        _system.Installed.UnionWith(SystemPackages.ForStandIns);
        _system.ExistingFiles.Add("/usr/lib/x86_64-linux-gnu/libtorch_cpu.so");
        new LibraryBuild(_checkout.Workspace, _system).Ensure();
        var (exitCode, output) = Run();
        Assert.True(exitCode == 0, output);
        Assert.Matches(@"\.NET SDK +10\.0\.100", output);
        Assert.Matches(@"Packages +stand-ins for Microsoft\.Data\.Analysis \d+\.\d+\.\d+, Plotly\.NET\.CSharp \d+\.\d+\.\d+, TorchSharp \d", output);
        Assert.Matches("Kernel +not installed: run ./workbook kernel install", output);
        Assert.Matches("Jupyter +missing: only ./workbook lab", output);
        Assert.Matches("VS Code +missing: only ./workbook code", output);
        Assert.Matches("python3-torch +missing: only ./workbook bench", output);
    }

    [Fact]
    public void The_kernel_is_shown_and_what_to_run_when_it_points_to_nothing()
    {
        _system.Folder = _checkout["programs"];
        _system.Programs.UnionWith(["jupyter-lab", "code"]);
        _checkout.Write("programs/dotnet", "");
        _system.OnRun = (line, _) =>
        {
            if (line.StartsWith("dotnet publish", StringComparison.Ordinal))
                _checkout.Write("artifacts/kernel.new/LlmWorkbook.Kernel.dll", "kernel");
            return null;
        };
        new KernelVerb(_checkout.Workspace, _system).Ensure();
        var (_, output) = Run();
        Assert.Matches(@"Kernel +\.net-csharp in .*/home/\.local/share/jupyter/kernels\n", output);
        Assert.Matches(@"Jupyter +jupyter-lab\n", output);
        Assert.Matches(@"VS Code +code\n", output);
        new CleanVerb(_checkout.Workspace).Run(all: false);
        Assert.Matches(@"Kernel +\.net-csharp points to nothing: run \./workbook kernel install\n", Run().Output);
    }

    [Fact]
    public void What_is_missing_says_what_to_do()
    {
        _system.Installed.Add("g++");
        var (exitCode, output) = Run();
        Assert.Equal(1, exitCode);
        Assert.Matches("libtorch-dev +missing: run ./workbook setup", output);
        Assert.Matches("Library +not built, or out of date: run ./workbook setup", output);
        Assert.DoesNotMatch(@"g\+\+ +missing", output);
    }

    [Fact]
    public void It_changes_nothing()
    {
        Run();
        Assert.DoesNotContain(_system.Commands, c => c.Contains("apt-get", StringComparison.Ordinal) || c.Contains("build", StringComparison.Ordinal));
        Assert.False(Directory.Exists(_checkout.Workspace.Artifacts));
    }

    [Fact]
    public void Clean_removes_what_was_generated_and_the_choice_only_when_asked()
    {
        _checkout.Write("artifacts/lib/LlmWorkbook.dll", "built");
        new CleanVerb(_checkout.Workspace).Run(all: false);
        Assert.False(Directory.Exists(_checkout.Workspace.Artifacts));
        Assert.True(File.Exists(_checkout.Workspace.PackageChoice));
        new CleanVerb(_checkout.Workspace).Run(all: true);
        Assert.False(File.Exists(_checkout.Workspace.PackageChoice));
        Assert.True(File.Exists(_checkout["notebooks/04-autoregressive.ipynb"]));
    }
}
