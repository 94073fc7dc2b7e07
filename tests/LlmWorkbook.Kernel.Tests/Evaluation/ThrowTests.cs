namespace LlmWorkbook.Kernel.Tests.Evaluation;

/// <summary>Whatever a cell throws, and wherever, the session goes on.</summary>
public class ThrowTests(EvaluatorSession session) : IClassFixture<EvaluatorSession>
{
    [Theory]
    [InlineData("int Fib(int n) => Fib(n - 1) + Fib(n - 2);\nFib(1)", "Fib")]
    [InlineData("class Tree { public Tree Left => new Tree().Left; }\nnew Tree().Left", "Left")]
    [InlineData("class Pair { public Pair(int n) { new Pair(n + 1); } }\nnew Pair(0)", "new Pair")]
    [InlineData("Func<int, int> f = null!; f = n => f(n + 1) + 1;\nf(0)", "a lambda")]
    [InlineData("struct Num { public static Num operator +(Num a, Num b) { return b + a; } }\nnew Num() + new Num()", "operator +")]
    [InlineData("async Task<int> Down(int n) => await Down(n + 1);\nDown(0).Result", "Down")]
    public async Task Recursion_without_an_end_is_told(string code, string function)
    {
        var error = (await session.Run(code)).Error!;
        Assert.Equal("InsufficientExecutionStackException", error.Name);
        Assert.StartsWith($"Recursion too deep in {function}:", error.Message);
        Assert.Single(error.Traceback);
        Assert.Equal("2", (await session.Run("1 + 1")).Value);
    }

    [Theory]
    [InlineData("new System.Threading.Thread(() => throw new Exception(\"far away\")).Start();")]
    [InlineData("System.Threading.ThreadPool.QueueUserWorkItem(_ => throw new Exception(\"far away\"));")]
    [InlineData("async void Forget() { await Task.Delay(10).ConfigureAwait(false); throw new Exception(\"far away\"); }\nForget();")]
    [InlineData("async void Forget() { await Task.Delay(10); throw new Exception(\"far away\"); }\nForget(); await Task.Delay(1);")]
    public async Task An_exception_on_another_thread_is_told_and_ends_only_that_thread(string code)
    {
        var text = (await session.Run(code)).Text;
        for (var i = 0; i < 100 && !text.Contains("far away"); i++)
            text += (await session.Run("System.Threading.Thread.Sleep(50);")).Text;
        Assert.Contains("outside of a cell", text);
        Assert.Contains("far away", text);
    }

    [Fact]
    public async Task A_failed_task_that_nobody_asks_is_no_matter()
    {
        Assert.Null((await session.Run("_ = Task.Run(() => throw new Exception()); System.Threading.Thread.Sleep(50); GC.Collect(); GC.WaitForPendingFinalizers();")).Error);
        Assert.Equal("2", (await session.Run("1 + 1")).Value);
    }

    [Fact]
    public async Task Line_numbers_stay_exact_among_guards()
    {
        var error = (await session.Run("var n = new[] { 1, 2 }\n    .Select(x =>\n        // halves\n        x / 2)\n    .Select(x => x)\n    .ToArray();\nint Bad(int x) =>\n    10 / x;\nfor (var i = 0; i < 1; i++)\n{\n    // turn\n    Bad(n[0]);\n}")).Error!;
        Assert.Equal(("DivideByZeroException", 8), (error.Name, error.Line));
        Assert.Contains("line 12", error.Traceback[2]);
    }

    [Fact]
    public async Task Compile_errors_are_of_the_text_as_written()
    {
        var error = (await session.Run("var a = 1;\nwhile (true) { }\nFunc<int, int> f = x => y;")).Error!;
        Assert.Equal(("CompilationError", 3), (error.Name, error.Line));
        Assert.Equal("(3,25) CS0103: The name 'y' does not exist in the current context", error.Message);
    }
}
