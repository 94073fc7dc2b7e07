using System.Diagnostics;
using LlmWorkbook.Kernel.Running;
using LlmWorkbook.Kernel.Site;
using Spectre.Console;

namespace LlmWorkbook.Cli.Run;

/// <summary>Runs lessons one after the other, each in a process of its own, and writes their pages.</summary>
/// <param name="workspace">The checkout.</param>
/// <param name="kernel">The kernel's assembly that the cells run in.</param>
/// <param name="cancel">Stops the run.</param>
internal sealed class RunVerb(Workspace workspace, string kernel, CancellationToken cancel)
{
    public int Run(IReadOnlyList<string> lessons, LessonOptions options)
    {
        var exitCode = 0;
        var ends = new List<string>();
        var times = lessons.Select(l => Times(l, options)).ToList();
        var clock = new RunClock(times);
        for (var i = 0; i < lessons.Count; i++)
        {
            var lesson = lessons[i];
            var result = Run(lesson, lessons.Count == 1 ? lesson : $"{lesson} ({i + 1} of {lessons.Count})", options, clock);
            clock.End(result.Elapsed);
            if (result.Success)
                times[i].Keep(result.Cells);
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

    /// <summary>The times of the last run with the same options: other parameters take other times.</summary>
    private CellTimes Times(string lesson, LessonOptions options) => new(Path.Combine(workspace.Artifacts, "times", options.Kind(lesson) + ".json"));

    private RunResult Run(string lesson, string shown, LessonOptions options, RunClock clock)
    {
        var request = new RunRequest(Path.Combine(workspace.Notebooks, lesson + ".ipynb"), Executed(lesson))
        {
            Parameters = options.Parameters,
            TextFile = options.TextFile,
            Fast = options.Fast,
            All = options.All,
            KeepGoing = options.KeepGoing,
            CellTimeout = options.CellTimeout,
            Kernel = kernel,
        };
        return Console.IsOutputRedirected ? RunPlain(request, shown, clock) : RunWithBar(request, shown, clock);
    }

    private RunResult RunPlain(RunRequest request, string shown, RunClock clock)
    {
        Console.WriteLine(shown);
        return Execute(request, new LessonProgress(Console.WriteLine, news =>
        {
            if (news.Stage != RunStage.CellStarted)
                return;
            clock.Begin(news);
            Console.WriteLine($"[{news.Cell}/{news.Total}] {news.Title}{Gap(clock.Show(news.Elapsed))}");
        }));
    }

    private RunResult RunWithBar(RunRequest request, string shown, RunClock clock) =>
        AnsiConsole.Progress()
            .Columns(new SpinnerColumn(), new ProgressBarColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .HideCompleted(true)
            .Start(progress =>
            {
                var bar = progress.AddTask(Markup.Escape(shown), maxValue: 1);
                var turn = new Lock();
                var sinceBegin = new Stopwatch();
                RunProgress? cell = null;
                // The time left goes on while a cell runs.
                using var ticks = new Timer(_ => Draw(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
                var result = Execute(request, new LessonProgress(line => AnsiConsole.Console.WriteLine(line), news =>
                {
                    if (news.Stage != RunStage.CellStarted)
                        return;
                    lock (turn)
                    {
                        clock.Begin(cell = news);
                        sinceBegin.Restart();
                    }
                    Draw();
                }));
                lock (turn)
                    bar.Value = 1;
                return result;

                void Draw()
                {
                    lock (turn)
                    {
                        if (cell is null || bar.IsFinished)
                            return;
                        var elapsed = cell.Elapsed + sinceBegin.Elapsed;
                        bar.Value = Math.Min(clock.Share(elapsed), 0.99);
                        bar.Description = Markup.Escape($"{shown} [{cell.Cell}/{cell.Total}] {cell.Title}{Gap(clock.Show(elapsed))}");
                    }
                }
            });

    private RunResult Execute(RunRequest request, LessonProgress progress)
    {
        var result = new NotebookRunner().RunAsync(request, progress, cancel).GetAwaiter().GetResult();
        progress.Flush();
        return result;
    }

    private static string Gap(string left) => left.Length == 0 ? "" : "   " + left;

    private string WritePage(string lesson)
    {
        new SiteWriter(workspace.ExecutedNotebooks, workspace.Site, workspace.Browser).Write();
        return Path.Combine(workspace.Site, lesson + ".html");
    }
}
