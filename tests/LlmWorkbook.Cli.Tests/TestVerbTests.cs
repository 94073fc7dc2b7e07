using LlmWorkbook.Cli;
using LlmWorkbook.Cli.Test;

namespace LlmWorkbook.Tests;

public sealed class TestVerbTests : IDisposable
{
    private const string Trx = """
        <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>{0}</Results></TestRun>
        """;
    private const string Passed = """<UnitTestResult testName="A.passes" outcome="Passed" />""";
    private const string Failed = """
        <UnitTestResult testName="A.fails" outcome="Failed"><Output><ErrorInfo><Message>1 is not 2</Message>
        <StackTrace>   at Xunit.Assert
           at A.fails() in /src/A.cs:line 7</StackTrace></ErrorInfo></Output></UnitTestResult>
        """;
    private const string Skipped = """<UnitTestResult testName="A.waits" outcome="NotExecuted"><Output><ErrorInfo><Message>takes minutes</Message></ErrorInfo></Output></UnitTestResult>""";

    private readonly TemporaryCheckout _checkout = new();
    private readonly PretendedSystem _system = new();

    public TestVerbTests()
    {
        _checkout.Write("Workbook.slnx", """
            <Solution><Folder Name="/lib/"><Project Path="lib/LlmWorkbook/LlmWorkbook.csproj" /></Folder>
            <Folder Name="/tests/"><Project Path="tests/Slow/Slow.csproj" /><Project Path="tests/Quick/Quick.csproj" /></Folder></Solution>
            """);
        _checkout.Write("tests/Slow/Slow.csproj", "<Project><PropertyGroup><TestStage>endtoend</TestStage></PropertyGroup></Project>");
        _checkout.Write("tests/Quick/Quick.csproj", "<Project />");
        foreach (var project in new[] { "Slow", "Quick" })
            _checkout.Write($"artifacts/bin/{project}/release/xunit.core.dll", "");
    }

    public void Dispose() => _checkout.Dispose();

    /// <summary>Runs the verb on a machine where each project ends with an exit code and these results.</summary>
    private (int ExitCode, string[] Lines) Run(int exitCode, string? results, bool full = false, string? filter = null)
    {
        _system.OnRun = (line, _) =>
        {
            if (!line.StartsWith("dotnet test", StringComparison.Ordinal))
                return null;
            var project = line.Contains("Slow.dll", StringComparison.Ordinal) ? "Slow" : "Quick";
            if (results is not null)
                _checkout.Write($"artifacts/test-results/{project}.trx", string.Format(System.Globalization.CultureInfo.InvariantCulture, Trx, results));
            return new CommandResult(exitCode, "Test host process crashed\n", "");
        };
        var console = Console.Out;
        using var output = new StringWriter();
        Console.SetOut(output);
        try
        {
            return (new TestVerb(_checkout.Workspace, _system).Run(full, filter), output.ToString().TrimEnd().Split('\n'));
        }
        finally
        {
            Console.SetOut(console);
        }
    }

    [Fact]
    public void All_results_are_counted_and_the_last_line_is_the_sum()
    {
        var (exitCode, lines) = Run(0, Passed + Passed + Skipped);
        Assert.Equal(0, exitCode);
        Assert.Equal("4 passed, 0 failed, 2 skipped", lines[^1]);
        Assert.Contains("Skipped 2: takes minutes", lines);
    }

    [Fact]
    public void A_failure_is_shown_with_message_and_place()
    {
        var (exitCode, lines) = Run(1, Passed + Failed);
        Assert.Equal(1, exitCode);
        Assert.Equal("2 passed, 2 failed, 0 skipped", lines[^1]);
        Assert.Contains("  FAILED A.fails", lines);
        Assert.Contains("    1 is not 2", lines);
        Assert.Contains("    at A.fails() in /src/A.cs:line 7", lines);
    }

    [Theory]
    [InlineData(1, Passed)]
    [InlineData(1, null)]
    [InlineData(0, null)]
    [InlineData(0, "<broken")]
    public void A_project_that_crashes_or_runs_nothing_counts_as_failed(int projectExitCode, string? results)
    {
        var (exitCode, lines) = Run(projectExitCode, results);
        Assert.Equal(1, exitCode);
        Assert.Contains(" 2 failed, ", lines[^1]);
    }

    [Fact]
    public void Fast_projects_run_first_and_programs_beside_the_tests_do_not()
    {
        File.Delete(_checkout["artifacts/bin/Slow/release/xunit.core.dll"]);
        Run(0, Passed);
        Assert.DoesNotContain(_system.Commands, c => c.Contains("Slow.dll", StringComparison.Ordinal));
        _checkout.Write("artifacts/bin/Slow/release/xunit.core.dll", "");
        _system.Commands.Clear();
        Run(0, Passed);
        var order = _system.Commands.Where(c => c.StartsWith("dotnet test", StringComparison.Ordinal)).Select(c => c.Contains("Slow.dll", StringComparison.Ordinal));
        Assert.Equal([false, true], order);
    }

    [Fact]
    public void Full_checks_the_format_too()
    {
        var (_, lines) = Run(0, Passed, full: true);
        Assert.Contains(_system.Commands, c => c.StartsWith("dotnet format", StringComparison.Ordinal));
        Assert.Equal("3 passed, 0 failed, 0 skipped", lines[^1]);
    }

    [Fact]
    public void A_filter_that_fits_nothing_is_no_success()
    {
        var (exitCode, lines) = Run(0, "", filter: "NoSuchTest");
        Assert.Equal(1, exitCode);
        Assert.Equal("0 passed, 0 failed, 0 skipped", lines[^1]);
        Assert.Contains(_system.Commands, c => c.Contains("--filter FullyQualifiedName~NoSuchTest", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_test_project_of_the_solution_is_found()
    {
        var names = TestProject.All(new Workspace(Repository.Root)).Select(p => p.Name);
        var folders = Directory.GetFiles(Path.Combine(Repository.Root, "tests"), "*.csproj", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension);
        Assert.Equal(folders.Order(), names.Order());
    }
}
