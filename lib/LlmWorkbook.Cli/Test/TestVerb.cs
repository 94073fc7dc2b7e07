using System.Diagnostics;
using LlmWorkbook.Cli.Setup;
using LlmWorkbook.Kernel.Running;
using Spectre.Console;

namespace LlmWorkbook.Cli.Test;

/// <summary>Builds the solution once and runs its test projects in order.</summary>
internal sealed class TestVerb(Workspace workspace, ISystem system)
{
    private const int MostLines = 12;
    private static readonly char[] FilterOperators = ['=', '~', '!', '&', '|'];

    private string Results => Path.Combine(workspace.Artifacts, "test-results");

    public int Run(bool full, string? filter)
    {
        var clock = Stopwatch.StartNew();
        if (full || system.Variable("CI") is "true" or "1")
            InstallWhatTestsUse();
        Console.WriteLine("Building ...");
        DotNet.Build(workspace, system, workspace.Solution);

        var total = TestReport.Empty;
        foreach (var project in TestProject.All(workspace).Where(p => p.HoldsTests(workspace)))
            total = total.With(Run(project, full, filter));
        if (full)
            total = total.With(CheckFormat());

        foreach (var reason in total.Skipped.GroupBy(t => t.Message).OrderBy(g => g.Key, StringComparer.Ordinal))
            Console.WriteLine($"Skipped {reason.Count()}: {reason.Key}");
        if (total.Failed.Count > 0)
            Console.WriteLine($"The full reports are in {workspace.Show(Results)}.");
        Console.WriteLine($"Took {Duration.Show(clock.Elapsed)}.");
        if (total.Total == 0)
            Console.Error.WriteLine(filter is null ? "No test ran." : $"No test has \"{filter}\" in its name.");
        Console.WriteLine($"{total.Passed} passed, {total.Failed.Count} failed, {total.Skipped.Count} skipped");
        return total.Failed.Count == 0 && total.Total > 0 ? 0 : 1;
    }

    private void InstallWhatTestsUse()
    {
        try
        {
            new SystemPackages(system).Ensure(SystemPackages.ForTests, yes: false);
        }
        catch (CliException e)
        {
            system.Say($"{e.Message}\nWithout them some tests are skipped.");
        }
    }

    private TestReport Run(TestProject project, bool full, string? filter)
    {
        var trx = Path.Combine(Results, project.Name + ".trx");
        Directory.CreateDirectory(Results);
        File.Delete(trx);
        List<string> arguments = ["test", project.Assembly(workspace), "--results-directory", Results,
            "--logger", $"trx;LogFileName={project.Name}.trx", "--logger", "console;verbosity=normal"];
        if (filter is not null)
            arguments.AddRange(["--filter", filter.IndexOfAny(FilterOperators) < 0 ? $"FullyQualifiedName~{filter}" : filter]);
        var environment = new Dictionary<string, string>(DotNet.Quiet) { ["WORKBOOK_TEST_FULL"] = full ? "1" : "0" };

        var clock = Stopwatch.StartNew();
        var ended = Watch(project.Name, onLine => system.Run("dotnet", arguments, new CommandOptions
        {
            Folder = workspace.Root,
            Environment = environment,
            OnLine = onLine,
            Timeout = full ? TimeSpan.FromHours(2) : TimeSpan.FromMinutes(30),
        }));
        var report = TestReport.ReadTrx(trx);
        if (!ended.Succeeded && report.Failed.Count == 0)
            report = report.WithFailure(project.Name, WhyItBroke(ended));
        else if (report.Total == 0 && filter is null)
            report = report.WithFailure(project.Name, "the project ran no test");

        if (report.Total > 0)
            Console.WriteLine($"{project.Name}: {report.Passed} passed, {report.Failed.Count} failed, {report.Skipped.Count} skipped   ({Duration.Show(clock.Elapsed)})");
        foreach (var failed in report.Failed)
            Console.WriteLine($"  FAILED {failed.Name}\n{Shorten(failed.Message)}");
        return report;
    }

    /// <summary>On a terminal, shows while a project runs how many tests have ended, and failures at once.</summary>
    private static CommandResult Watch(string project, Func<Action<string>?, CommandResult> run)
    {
        if (Console.IsOutputRedirected)
            return run(null);
        var (passed, failed) = (0, 0);
        return AnsiConsole.Status().Start(Markup.Escape(project), status => run(line =>
        {
            if (line.StartsWith("  Passed ", StringComparison.Ordinal))
                passed++;
            else if (line.StartsWith("  Failed ", StringComparison.Ordinal))
            {
                failed++;
                AnsiConsole.Console.WriteLine($"  failed: {line["  Failed ".Length..]}");
            }
            status.Status(Markup.Escape($"{project}: {passed} passed{(failed > 0 ? $", {failed} failed" : "")}"));
        }));
    }

    /// <summary>The beginning and the last line, which tells the place; the results file holds the rest.</summary>
    private static string Shorten(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.TrimEntries);
        return string.Join('\n', (lines.Length <= MostLines ? lines : [.. lines.Take(MostLines - 2), "...", lines[^1]]).Select(l => "    " + l));
    }

    private TestReport CheckFormat()
    {
        var checkedFormat = system.Run("dotnet", ["format", workspace.Solution, "--verify-no-changes", "--no-restore", "-v", "quiet"],
            new CommandOptions { Folder = workspace.Root, Environment = DotNet.Quiet });
        return checkedFormat.Succeeded
            ? TestReport.Empty with { Passed = 1 }
            : TestReport.Empty.WithFailure("dotnet format --verify-no-changes", checkedFormat.Text);
    }

    private static string WhyItBroke(CommandResult ended)
    {
        if (ended.ExitCode == 124)
            return "the project did not end in time";
        var lines = ended.Text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return "the project did not run to its end:\n" + string.Join('\n', lines.TakeLast(8));
    }
}
