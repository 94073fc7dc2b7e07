using LlmWorkbook.Cli;
using LlmWorkbook.Cli.Jupyter;

namespace LlmWorkbook.Tests;

public sealed class KernelBuildTests : IDisposable
{
    private readonly TemporaryCheckout _checkout = new();
    private readonly PretendedSystem _system = new();
    private bool _feedHasTheCompiler = true;
    private bool _compiles = true;

    public KernelBuildTests()
    {
        _checkout.Write("lib/LlmWorkbook.Kernel/Program.cs", "return 0;");
        _system.OnRun = (line, _) =>
        {
            if (!_compiles || (!_feedHasTheCompiler && line.Contains("PublishReadyToRun=true", StringComparison.Ordinal)))
                return new CommandResult(1, "Program.cs(1,1): error CS1002: ; expected\n", "");
            _checkout.Write("artifacts/kernel.new/LlmWorkbook.Kernel.dll", line);
            return PretendedSystem.Ok();
        };
    }

    public void Dispose() => _checkout.Dispose();

    private KernelBuild Build => new(_checkout.Workspace, _system);

    private int PublishesOf(Action change)
    {
        Build.Ensure(again: false);
        change();
        var before = _system.Commands.Count;
        Build.Ensure(again: true);
        return _system.Commands.Count - before;
    }

    [Fact]
    public void Nothing_is_published_when_nothing_changed()
    {
        Assert.Equal(0, PublishesOf(() => { }));
        Assert.Contains("-p:PublishReadyToRun=true", File.ReadAllText(Build.Assembly));
        Assert.False(Directory.Exists(_checkout["artifacts/kernel.new"]) || Directory.Exists(_checkout["artifacts/kernel.old"]));
    }

    [Theory]
    [InlineData("lib/LlmWorkbook.Kernel/Program.cs", "return 0; // edited")]
    [InlineData("lib/LlmWorkbook.Kernel/Jupyter/New.cs", "class New;")]
    [InlineData("Directory.Packages.props", "<Project></Project>")]
    [InlineData("artifacts/kernel/LlmWorkbook.Kernel.dll", "half")]
    public void A_changed_source_or_a_truncated_output_is_published(string file, string text) =>
        Assert.Equal(1, PublishesOf(() => _checkout.Write(file, text)));

    [Fact]
    public void A_removed_kernel_is_published() => Assert.Equal(1, PublishesOf(() => Directory.Delete(_checkout["artifacts/kernel"], recursive: true)));

    [Fact]
    public void Without_the_ahead_of_time_compiler_it_is_published_plain_and_tried_again_when_asked()
    {
        _feedHasTheCompiler = false;
        Build.Ensure(again: false);
        Assert.Contains("starts a few seconds later", _system.Said[^1]);
        Assert.Contains("-p:PublishReadyToRun=false", File.ReadAllText(Build.Assembly));
        Assert.True(Build.IsUpToDate);
        Build.Ensure(again: false);
        Assert.Equal(2, _system.Commands.Count);

        Build.Ensure(again: true);
        Assert.Equal(3, _system.Commands.Count);
        Assert.True(Build.IsUpToDate);
        _feedHasTheCompiler = true;
        Build.Ensure(again: true);
        Assert.Contains("-p:PublishReadyToRun=true", File.ReadAllText(Build.Assembly));
    }

    [Fact]
    public void The_benchmark_publishes_the_kernel_and_hands_its_spec_to_Python()
    {
        _system.Installed.UnionWith(LlmWorkbook.Cli.Setup.SystemPackages.ForKernelBench);
        string? spec = null;
        var publish = _system.OnRun;
        _system.OnRun = (line, options) =>
        {
            if (!line.StartsWith("/usr/bin/python3 ", StringComparison.Ordinal))
                return line.StartsWith("dotnet publish", StringComparison.Ordinal) ? publish(line, options) : null;
            Assert.True(options!.Attached);
            var kernels = line[(line.IndexOf("kernels.py ", StringComparison.Ordinal) + "kernels.py ".Length)..];
            spec = File.ReadAllText(Path.Combine(kernels, "workbook", "kernel.json"));
            return new CommandResult(5, "", "");
        };
        Assert.Equal(5, new BenchVerb(_checkout.Workspace, _system).Run("kernel", yes: false));
        Assert.Contains(Build.Assembly, spec);
        Assert.True(File.Exists(Build.Assembly));
    }

    [Fact]
    public void Errors_are_shown_and_the_kernel_that_was_there_stays()
    {
        Build.Ensure(again: false);
        _compiles = false;
        _checkout.Write("lib/LlmWorkbook.Kernel/Program.cs", "return");
        Assert.Contains("does not build", Assert.Throws<CliException>(() => Build.Ensure(again: true)).Message);
        Assert.Contains("Program.cs(1,1): error CS1002: ; expected", _system.Said);
        Assert.True(File.Exists(Build.Assembly));
        Assert.False(Build.IsUpToDate);
    }
}
