using LlmWorkbook.Kernel.Running;
using LlmWorkbook.Kernel.Site;
using Spectre.Console;

namespace LlmWorkbook.Cli.Run;

/// <summary>Runs lessons one after the other, each in a process of its own, and writes their pages.</summary>
internal sealed class RunVerb(Workspace workspace, CancellationToken cancel)
{
    public int Run(IReadOnlyList<string> lessons, LessonOptions options)
    {
        var exitCode = 0;
        var ends = new List<string>();
        foreach (var lesson in lessons)
        {
            var result = Run(lesson, options);
            if (result.Cells.Count > 0)
            {
                Console.WriteLine();
                Console.WriteLine($"Executed notebook: {workspace.Show(Executed(lesson))}");
                Console.WriteLine($"Page: {workspace.Show(WritePage(lesson))}");
            }
            if (!result.Success)
            {
                Console.Error.WriteLine(result.Error ?? $"{lesson} failed.");
                exitCode = exitCode == 0 ? result.ExitCode : exitCode;
                if (!options.KeepGoing || cancel.IsCancellationRequested)
                    return exitCode;
            }
            ends.Add($"{(result.Success ? result.Headline ?? "done" : "FAILED")}   ({Duration.Show(result.Elapsed)})");
        }
        for (var i = 0; i < ends.Count; i++)
            Console.WriteLine(ends.Count == 1 ? ends[i] : $"{lessons[i]}: {ends[i]}");
        return exitCode;
    }

    private string Executed(string lesson) => Path.Combine(workspace.ExecutedNotebooks, lesson + ".ipynb");

    private RunResult Run(string lesson, LessonOptions options)
    {
        var request = new RunRequest(Path.Combine(workspace.Notebooks, lesson + ".ipynb"), Executed(lesson))
        {
            Parameters = options.Parameters,
            TextFile = options.TextFile,
            Fast = options.Fast,
            All = options.All,
            KeepGoing = options.KeepGoing,
            CellTimeout = options.CellTimeout,
        };
        var mode = $"{lesson}{(options.Fast ? " fast" : "")}{(options.All ? " all" : "")}{(options.TextFile is null ? "" : " text")}";
        var times = new CellTimes(Path.Combine(workspace.Artifacts, "times", mode + ".json"));
        var result = Console.IsOutputRedirected ? RunPlain(request, times) : RunWithBar(request, times);
        if (result.Success)
            times.Keep(result.Cells);
        return result;
    }

    private RunResult RunPlain(RunRequest request, CellTimes times)
    {
        Console.WriteLine(request.Lesson);
        return Execute(request, new LessonProgress(Console.WriteLine, news =>
        {
            if (news.Stage == RunStage.CellStarted)
                Console.WriteLine($"[{news.Cell}/{news.Total}] {news.Title}{Left(times, news)}");
        }));
    }

    private RunResult RunWithBar(RunRequest request, CellTimes times) =>
        AnsiConsole.Progress()
            .Columns(new SpinnerColumn(), new ProgressBarColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .HideCompleted(true)
            .Start(progress =>
            {
                var bar = progress.AddTask(Markup.Escape(request.Lesson));
                var lines = new LessonProgress(line => AnsiConsole.Console.WriteLine(line), news =>
                {
                    bar.MaxValue = news.Total;
                    bar.Value = news.Cell - (news.Stage == RunStage.CellFinished ? 0 : 1);
                    bar.Description = Markup.Escape($"[{news.Cell}/{news.Total}] {news.Title}{Left(times, news)}");
                });
                return Execute(request, lines);
            });

    private RunResult Execute(RunRequest request, LessonProgress progress)
    {
        var result = new NotebookRunner().RunAsync(request, progress, cancel).GetAwaiter().GetResult();
        progress.Flush();
        return result;
    }

    private static string Left(CellTimes times, RunProgress news) =>
        times.Left(news.Cell, news.Total, news.Elapsed) is { } left ? $"   about {Duration.Show(left)} left" : "";

    private string WritePage(string lesson)
    {
        new SiteWriter(workspace.ExecutedNotebooks, workspace.Site, workspace.Browser).Write();
        return Path.Combine(workspace.Site, lesson + ".html");
    }
}
