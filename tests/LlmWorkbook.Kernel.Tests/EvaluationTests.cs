using LlmWorkbook.Kernel.Evaluation;

namespace LlmWorkbook.Kernel.Tests;

public sealed class EvaluationTests : IDisposable
{
    private readonly LessonFixture _lesson = new();

    public void Dispose() => _lesson.Dispose();

    [Fact]
    public async Task Cells_see_what_earlier_cells_declared_and_the_last_expression_is_the_result()
    {
        var result = await _lesson.Code("var x = 20; int Twice(int n) => 2 * n;").Code("using System.IO;").Code("record Point(int X, int Y);").Code("Twice(x) + new Point(1, 1).Y + Path.GetFileName(\"a/b\").Length").Run();
        Assert.Null(result.Error);
        Assert.True(result.Success);
        Assert.Equal("42", _lesson.Data(4, "text/plain"));
        Assert.Equal("execute_result", (string?)_lesson.Outputs(4)[0]!["output_type"]);
        Assert.Equal(4, (int?)_lesson.Outputs(4)[0]!["execution_count"]);
    }

    [Fact]
    public async Task A_statement_and_a_void_call_have_no_result()
    {
        await _lesson.Code("var x = 1;").Code("System.Console.Write(\"\")").Code("x = 2;").Code("// nothing").Run();
        Assert.All([1, 2, 3, 4], n => Assert.Empty(_lesson.Outputs(n)));
    }

    [Fact]
    public async Task A_null_result_is_shown()
    {
        await _lesson.Code("string? s = null;").Code("s").Run();
        Assert.Equal("<null>", _lesson.Data(2, "text/plain"));
    }

    [Fact]
    public async Task Every_cell_runs_on_one_thread_after_awaits_too()
    {
        var result = await _lesson.Code("var a = Environment.CurrentManagedThreadId;")
            .Code("await Task.Delay(20); var b = Environment.CurrentManagedThreadId; await Task.Yield(); var c = Environment.CurrentManagedThreadId;")
            .Code("(a == b, b == c, c == Environment.CurrentManagedThreadId)").Run();
        Assert.Null(result.Error);
        Assert.Equal("(True, True, True)", _lesson.Data(3, "text/plain"));
    }

    [Fact]
    public async Task Waiting_for_a_task_that_awaits_does_not_wait_for_ever()
    {
        var result = await _lesson.Code("async Task<int> Slow() { await Task.Delay(20); return 7; }").Code("Slow().Result").Run(r => r with { CellTimeout = TimeSpan.FromSeconds(20) });
        Assert.Null(result.Error);
        Assert.Equal("7", _lesson.Data(2, "text/plain"));
    }

    [Fact]
    public async Task A_compile_error_names_the_cell_and_its_line()
    {
        var result = await _lesson.Code("var x = 1;\nvar y = 2;").Code("foreach (var i in new[] { 1 }) { }\nvar z = x + nosuch;").Run();
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Lesson tiny, cell 2, line 2 (`var z = x + nosuch;`)", result.Error);
        Assert.Contains("CS0103", result.Error);
        Assert.Equal("CompilationError", (string?)_lesson.Outputs(2)[0]!["ename"]);
    }

    [Fact]
    public async Task An_exception_names_the_line_of_the_cell_that_ran_and_where_it_came_from()
    {
        var result = await _lesson.Code("void Fail()\n{\n    throw new InvalidOperationException(\"too bad\");\n}")
            .Code("var n = 0;\nfor (var i = 0; i < 3; i++)\n    n += i;\n\nFail();").Run();
        Assert.Equal("Lesson tiny, cell 2, line 5 (`Fail();`): InvalidOperationException: too bad", result.Error);
        var error = _lesson.Outputs(2)[0]!;
        Assert.Equal(("InvalidOperationException", "too bad"), ((string?)error["ename"], (string?)error["evalue"]));
        Assert.Equal(["System.InvalidOperationException: too bad", "   at cell 1, line 3", "   at cell 2, line 5"], error["traceback"]!.AsArray().Select(l => (string?)l));
    }

    [Fact]
    public async Task After_an_exception_what_the_cell_had_declared_is_kept()
    {
        var result = await _lesson.Code("var x = 5; throw new Exception();").Code("x").Run(r => r with { KeepGoing = true });
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("5", _lesson.Data(2, "text/plain"));
    }

    [Fact]
    public async Task What_a_script_cannot_hold_is_explained()
    {
        var result = await _lesson.Code("namespace N { }").Run();
        Assert.Contains("A cell cannot hold a namespace", result.Error);
    }

    [Theory]
    [InlineData("var n = 1;\nusing var s = new System.IO.MemoryStream();", 2)]
    [InlineData("await using var s = new System.IO.MemoryStream();", 1)]
    [InlineData("using System.IO.MemoryStream s = new();", 1)]
    public async Task A_using_declaration_is_explained(string code, int line)
    {
        var result = await _lesson.Code(code).Run();
        Assert.Contains($"line {line}", result.Error);
        Assert.Contains("write using (var x = …)", result.Error);
        Assert.DoesNotContain("CS", result.Error);
    }

    [Fact]
    public async Task A_using_declaration_in_a_block_is_fine()
    {
        var result = await _lesson.Code("long Length() { using var s = new System.IO.MemoryStream(); return s.Length; }\nLength()").Run();
        Assert.Null(result.Error);
    }

    [Fact]
    public async Task Types_stay_the_same_while_an_editor_asks_about_the_same_library()
    {
        const string library = "#r \"LlmWorkbook.Kernel.Tests.dll\"\n";
        for (var i = 0; i < 5; i++)
        {
            var evaluator = new Evaluator(AppContext.BaseDirectory);
            var questions = Enumerable.Range(0, 8).Select(_ => Task.Run(() => evaluator.Draft(library + "1").Errors)).ToList();
            var first = await evaluator.EvaluateAsync(library + "LlmWorkbook.Kernel.Tests.EvaluationTests tests = null!; DayOfWeek day = DayOfWeek.Friday;", "cell 1", CancellationToken.None);
            Assert.Null(first.Error);
            await Task.WhenAll(questions);
            var second = await evaluator.EvaluateAsync("tests = (LlmWorkbook.Kernel.Tests.EvaluationTests)null!; day = DayOfWeek.Monday;", "cell 2", CancellationToken.None);
            Assert.Null(second.Error);
        }
    }
}
