using System.Diagnostics;
using LlmWorkbook.Kernel.Running;

namespace LlmWorkbook.Kernel.Tests;

public sealed class RunTests : IDisposable
{
    private readonly LessonFixture _lesson = new();

    public void Dispose() => _lesson.Dispose();

    [Fact]
    public async Task The_headline_is_the_last_line_the_tagged_cell_wrote()
    {
        var result = await _lesson.Code("Console.WriteLine(\"loss 9\");").Code("Console.WriteLine(\"a\\nvalidation loss 1.8966\\n\");", "headline").Code("Console.WriteLine(\"later\");").Run();
        Assert.Equal("validation loss 1.8966", result.Headline);
        Assert.Equal("validation loss 1.8966", (string?)_lesson.Executed.Metadata["workbook"]!["headline"]);
    }

    [Fact]
    public async Task Ablations_run_only_with_all_and_the_built_in_text_only_without_a_text()
    {
        _lesson.Code("record Config { public string? Path; public Config ForText(string path) => this with { Path = path }; }\nvar config = new Config();", "parameters")
            .Code("Console.Write(\"built in\");", "built-in-text").Code("Console.Write(\"ablation\");", "ablation");
        Assert.Equal(2, (await _lesson.Run()).Cells.Count);
        Assert.Equal(3, (await _lesson.Run(r => r with { All = true })).Cells.Count);
        var text = await _lesson.Run(r => r with { TextFile = "x.txt" });
        Assert.Null(text.Error);
        Assert.Equal([null, 1, 2, null, null], [null, .. _lesson.Executed.Cells.Select(c => c.ExecutionCount)]);
    }

    [Fact]
    public async Task Progress_names_the_cell_and_passes_its_text_on_while_it_runs()
    {
        _lesson.Markdown("# Tiny\n## Train `it`").Code("for (var i = 0; i < 3; i++) { Console.WriteLine(i); System.Threading.Thread.Sleep(150); }").Code("var one = 1;");
        var result = await _lesson.Run();
        Assert.Null(result.Error);
        var first = _lesson.Progress[0];
        Assert.Equal((RunStage.CellStarted, 1, 2, "Train it"), (first.Stage, first.Cell, first.Total, first.Title));
        var pieces = _lesson.Progress.Where(p => p.Stage == RunStage.Output).ToList();
        Assert.Equal("0\n1\n2\n", string.Concat(pieces.Select(p => p.Text)));
        Assert.True(pieces.Count > 1, "the text came in one piece, at the end");
        Assert.Equal(2, _lesson.Progress.Count(p => p.Stage == RunStage.CellFinished));
    }

    [Fact]
    public async Task What_cells_show_is_told_in_a_line_as_it_is_at_the_end()
    {
        _lesson.Code("var view = display(\"begun\"); view.Update(\"ended\"); Console.WriteLine(\"printed\");").Code("\"of\\ntwo lines\"").Code("6 * 7");
        Assert.Null((await _lesson.Run()).Error);
        Assert.Equal("printed\nended\n42\n", string.Concat(_lesson.Progress.Where(p => p.Stage == RunStage.Output).Select(p => p.Text)));
    }

    [Fact]
    public async Task A_workbook_exception_is_told_by_its_message_alone()
    {
        var result = await _lesson.Code("class WorkbookException(string m) : Exception(m);\nthrow new WorkbookException(\"poem.txt is empty: give a text of at least 100 characters.\");").Run();
        Assert.Equal((2, "poem.txt is empty: give a text of at least 100 characters."), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task A_failing_cell_ends_the_run_unless_told_to_keep_going()
    {
        _lesson.Code("throw new Exception(\"first\");").Code("Console.Write(\"second\");");
        var stopped = await _lesson.Run();
        Assert.Equal((1, 1), (stopped.ExitCode, stopped.Cells.Count));
        var kept = await _lesson.Run(r => r with { KeepGoing = true });
        Assert.Equal((1, 2), (kept.ExitCode, kept.Cells.Count));
        Assert.Contains("first", kept.Error);
    }

    [Theory]
    [InlineData("Console.WriteLine(\"before\"); System.Threading.Thread.Sleep(200); Environment.FailFast(\"libfoo gave up\");", "aborted (SIGABRT)", "libfoo gave up")]
    [InlineData("[System.Runtime.InteropServices.DllImport(\"libc\")] static extern void abort();\nConsole.WriteLine(\"before\"); System.Threading.Thread.Sleep(200); abort();", "aborted (SIGABRT)", "")]
    [InlineData("class Deep { Deep deeper = new(); }\nConsole.WriteLine(\"before\"); System.Threading.Thread.Sleep(200); new Deep();", "aborted (SIGABRT)", "Stack overflow.")]
    [InlineData("Console.WriteLine(\"before\"); System.Threading.Thread.Sleep(200); Environment.Exit(7);", "exit code 7", "")]
    [InlineData("Console.WriteLine(\"before\"); System.Threading.Thread.Sleep(200); System.Diagnostics.Process.GetCurrentProcess().Kill();", "memory ran out", "")]
    public async Task A_crash_of_the_process_is_told_with_the_cell_and_leaves_the_outputs(string code, string how, string said)
    {
        var result = await _lesson.Code("1").Code(code).Code("2").Run(r => r with { KeepGoing = true });
        Assert.Equal((1, 2), (result.ExitCode, result.Cells.Count));
        Assert.StartsWith("Lesson tiny, cell 2 (`", result.Error);
        Assert.Contains(how, result.Error);
        Assert.Contains(said, result.Error);
        Assert.Equal("1", _lesson.Data(1, "text/plain"));
        Assert.Contains("before", LessonFixture.Join(_lesson.Outputs(2)[0]!["text"]!));
        Assert.Equal("ProcessEnded", (string?)_lesson.Outputs(2).Last()!["ename"]);
    }

    [Theory]
    [InlineData("var n = 0L; while (true) n++;")]
    [InlineData("System.Threading.Thread.Sleep(-1);")]
    public async Task A_cell_that_takes_too_long_is_stopped(string code)
    {
        var result = await _lesson.Code(code).Code("1").Run(r => r with { CellTimeout = TimeSpan.FromSeconds(1.5), KeepGoing = true });
        Assert.Equal((1, 1), (result.ExitCode, result.Cells.Count));
        Assert.Contains("longer than the limit of 1.5 seconds", result.Error);
        Assert.Equal("error", (string?)_lesson.Outputs(1).Last()!["output_type"]);
    }

    [Fact]
    public async Task Cancelling_reaches_the_cells_token_and_keeps_what_was_shown()
    {
        var result = await CancelOnceStarted("Microsoft.DotNet.Interactive.KernelInvocationContext.Current!.CancellationToken.WaitHandle.WaitOne();\nConsole.WriteLine(\"told\");");
        Assert.Equal(130, result.ExitCode);
        Assert.Equal("started\ntold\n", _lesson.Executed.Cells[0].StandardOutput);
    }

    [Theory]
    [InlineData("var n = 0L; while (true) n++;", "Interrupted")]
    [InlineData("var n = 0L; do { n++; } while (true);", "Interrupted")]
    [InlineData("for (var i = 0; ; i++)\n    i--;", "Interrupted")]
    [InlineData("foreach (var i in Enumerable.Repeat(0, int.MaxValue)) foreach (var (a, b) in Enumerable.Repeat((1, 2), int.MaxValue)) { }", "Interrupted")]
    [InlineData("System.Threading.Thread.Sleep(-1);", "Interrupted")]
    [InlineData("Enumerable.InfiniteSequence(0, 1).LongCount()", "Cancelled")]
    public async Task Cancelling_stops_every_kind_of_loop_by_itself_and_the_process_otherwise(string code, string error)
    {
        var result = await CancelOnceStarted(code);
        Assert.Equal(130, result.ExitCode);
        Assert.Equal(error, (string?)_lesson.Outputs(1).Last()!["ename"]);
    }

    private async Task<RunResult> CancelOnceStarted(string code)
    {
        using var cancel = new CancellationTokenSource();
        var run = _lesson.Code("Console.WriteLine(\"started\");\n" + code).Run(cancel: cancel.Token);
        while (!_lesson.HasOutput && !run.IsCompleted)
            await Task.Delay(20);
        await cancel.CancelAsync();
        return await run;
    }

    [Fact]
    public async Task What_native_code_prints_is_kept_too()
    {
        var result = await _lesson.Code("[System.Runtime.InteropServices.DllImport(\"libc\")] static extern int puts(string s);\nputs(\"from C\");").Code("System.Threading.Thread.Sleep(200);").Run();
        Assert.Null(result.Error);
        Assert.Contains("from C", string.Concat(_lesson.Executed.Cells.Select(c => c.StandardOutput)));
    }

    [Fact]
    public async Task The_processs_ends_with_the_run()
    {
        await _lesson.Code("Console.Write(Environment.ProcessId);").Run();
        var id = int.Parse(_lesson.Executed.Cells[0].StandardOutput);
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(id));
    }

    [Fact]
    public async Task Cells_run_in_the_kernel_that_is_named()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_lesson.Folder, "kernel")).FullName;
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        var kernel = Path.Combine(folder, "LlmWorkbook.Kernel.dll");
        _lesson.Code("Console.Write(System.Reflection.Assembly.GetEntryAssembly()!.Location);");
        Assert.Null((await _lesson.Run(request => request with { Kernel = kernel })).Error);
        Assert.Equal(kernel, _lesson.Executed.Cells[0].StandardOutput);
    }

    [Theory]
    [InlineData("not JSON", "not valid JSON")]
    [InlineData("{\"cells\":[],\"nbformat\":3}", "nbformat 3")]
    [InlineData("{}", "no \"cells\"")]
    [InlineData("{\"nbformat\":4,\"cells\":[{\"cell_type\":\"heading\"}]}", "no known type")]
    public async Task A_file_that_is_no_notebook_is_told(string content, string why)
    {
        var path = Path.Combine(_lesson.Folder, "odd.ipynb");
        File.WriteAllText(path, content);
        var result = await new NotebookRunner().RunAsync(new RunRequest(path, _lesson.Output));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(why, result.Error);
        Assert.Contains(path, result.Error);
    }
}
