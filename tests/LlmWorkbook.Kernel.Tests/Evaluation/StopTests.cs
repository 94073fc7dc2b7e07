using System.Diagnostics;
using Xunit.Abstractions;

namespace LlmWorkbook.Kernel.Tests.Evaluation;

/// <summary>Stop ends whatever a cell does, and the session goes on.</summary>
public class StopTests(EvaluatorSession session, ITestOutputHelper output) : IClassFixture<EvaluatorSession>
{
    private const int LimitMilliseconds = 10_000;

    private const string Started = "Console.WriteLine(\"started\");\n";

    public static TheoryData<string, string> Cells => new()
    {
        // Loops.
        { "while", "while (true) { }" },
        { "while without a block", "var w = 0; while (true) w++;" },
        { "empty while", "while (true) ;" },
        { "do", "do { } while (true);" },
        { "for", "for (;;) { }" },
        { "nested for", "for (long i = 0; i < long.MaxValue; i++) for (int j = 0; j < 10; j++) { }" },
        { "foreach", "foreach (var x in Enumerable.Repeat(1, int.MaxValue)) foreach (var y in Enumerable.Repeat(1, int.MaxValue)) { }" },
        { "foreach deconstruct", "foreach (var (i, x) in Enumerable.Repeat(1, int.MaxValue).Index()) System.Threading.Thread.Sleep(1);" },
        { "await foreach", "async IAsyncEnumerable<int> Ticks() { while (true) { await Task.Delay(1); yield return 1; } }\nawait foreach (var t in Ticks()) { }" },
        { "await foreach over a channel", "await foreach (var t in System.Threading.Channels.Channel.CreateUnbounded<int>().Reader.ReadAllAsync()) { }" },
        { "goto", "again: System.Threading.Thread.SpinWait(10); goto again;" },
        { "goto case", "void Turn() { switch (1) { case 1: goto case 2; case 2: goto case 1; } }\nTurn();" },

        // Functions.
        { "lambda", "Enumerable.Range(0, int.MaxValue).Sum(x => { long s = 0; for (int i = 0; i < 1000; i++) s += i; return s % 7; })" },
        { "short lambda", "while (Enumerable.Range(0, int.MaxValue).Sum(x => (long)x % 7) > 0) { }" },
        { "void lambda", "new List<int>(new int[10_000_000]).ForEach(x => System.Threading.Thread.SpinWait(100));" },
        { "anonymous method", "Array.ForEach(new int[10_000_000], delegate(int x) { System.Threading.Thread.SpinWait(100); });" },
        { "async lambda", "await Parallel.ForEachAsync(Enumerable.Range(0, int.MaxValue), async (x, c) => await Task.Yield());" },
        { "Parallel.For", "Parallel.For(0L, long.MaxValue, i => { });" },
        { "Parallel LINQ", "Enumerable.Range(0, int.MaxValue).AsParallel().Where(x => { System.Threading.Thread.SpinWait(1000); return x < 0; }).Count()" },
        { "method group", "bool Odd(int x) => x < 0;\nEnumerable.Repeat(0, int.MaxValue).Concat(Enumerable.Repeat(0, int.MaxValue)).Count(Odd)" },
        { "query", "(from x in Enumerable.Repeat(0L, int.MaxValue).Concat(Enumerable.Repeat(0L, int.MaxValue)) where x > 5 select x).Count()" },
        { "select of a query", "(from x in Enumerable.Repeat(0L, int.MaxValue).Concat(Enumerable.Repeat(0L, int.MaxValue)) select x + 1).Max()" },
        { "infinite iterator", "IEnumerable<int> Ones() { while (true) yield return 1; }\nOnes().LongCount()" },
        { "comparer of a class", "class Slow : IComparer<int> { public int Compare(int x, int y) { System.Threading.Thread.SpinWait(1000); return 0; } }\nArray.Sort(new int[10_000_000], new Slow());" },
        { "accessor", "class Endless { public int Next => 1; public int this[int i] { get => Next + i; } }\nvar e = new Endless(); Enumerable.Repeat(e, int.MaxValue).Concat(Enumerable.Repeat(e, int.MaxValue)).Sum(x => (long)x[1])" },
        { "endless circle of functions", "int Down(int n) { try { return n == 0 ? 1 : Down(n - 1) + Down(n - 1); } finally { } }\nDown(200)" },
        { "static constructor", "static class Loaded { public static int N; static Loaded() { while (true) N++; } }\nLoaded.N" },
        { "expression tree around it", "System.Linq.Expressions.Expression<Func<int, int>> tree = x => x + 1; var f = tree.Compile(); while (true) f(1);" },

        // Waits.
        { "Sleep", "System.Threading.Thread.Sleep(-1);" },
        { "Wait", "Task.Delay(-1).Wait();" },
        { "Result", "new TaskCompletionSource<int>().Task.Result" },
        { "await", "await Task.Delay(-1);" },
        { "await something of one's own", "struct Never : System.Runtime.CompilerServices.INotifyCompletion { public Never GetAwaiter() => this; public bool IsCompleted => false; public void GetResult() { } public void OnCompleted(Action a) { } }\nawait new Never();" },
        { "await in a function", "async Task<int> Deep() { await Task.Delay(-1); return 1; }\nawait Deep()" },
        { "lock", "var held = new object(); Task.Run(() => { lock (held) System.Threading.Thread.Sleep(3_000_000); }); System.Threading.Thread.Sleep(300); lock (held) { }" },
        { "semaphore", "new System.Threading.SemaphoreSlim(0).Wait();" },
        { "kernel semaphore", "new System.Threading.Semaphore(0, 1).WaitOne();" },
        { "BlockingCollection", "new System.Collections.Concurrent.BlockingCollection<int>().Take()" },
        { "watching the token", "Microsoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken.WaitHandle.WaitOne();" },
        { "joining a thread that loops", "var t = new System.Threading.Thread(() => { while (true) { } }); t.Start(); t.Join();" },
        { "child process", "System.Diagnostics.Process.Start(\"sleep\", \"1000\").WaitForExit();" },

        // Catching it does not help.
        { "catch in a loop", "while (true) try { while (true) { } } catch { }" },
        { "catch around a wait", "while (true) try { System.Threading.Thread.Sleep(-1); } catch (Exception) { }" },
        { "catch around an await", "while (true) try { await Task.Delay(-1); } catch (Exception) { }" },
        { "loop in finally", "try { while (true) { } } finally { while (true) { } }" },
    };

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Stop_ends_it(string what, string code)
    {
        await session.Start(Started + code, until: "started");
        await Task.Delay(50);
        var clock = Stopwatch.StartNew();
        await session.Interrupt();
        var stopped = await session.End();
        output.WriteLine($"{what}: {clock.ElapsedMilliseconds} ms");
        Assert.Equal("Interrupted", stopped.Error?.Name);
        Assert.Contains("was stopped", stopped.Error!.Message);
        Assert.Single(stopped.Error.Traceback);
        Assert.InRange(clock.ElapsedMilliseconds, 0, LimitMilliseconds);
        Assert.Equal("2", (await session.Run("1 + 1")).Value);
        Assert.Null((await session.Run("await Task.Delay(1); System.Threading.Thread.Sleep(20);")).Error);
    }

    [Fact]
    public async Task Finally_runs_to_its_end_and_variables_are_kept()
    {
        await session.Run("var done = new List<int>(); void Log(int i) => done.Add(i);\nclass Scope : IDisposable { public bool Closed; public void Dispose() { for (var i = 0; i < 3; i++) Closed = i == 2; } }\nvar scope = new Scope();");
        await session.Start("var progress = 5;" + Started + "try { using (scope) while (true) { } } finally { for (var i = 0; i < 3; i++) Log(i); }", until: "started");
        await session.Interrupt();
        Assert.Equal("Interrupted", (await session.End()).Error?.Name);
        Assert.Equal("(3, True, 5)", (await session.Run("(done.Count, scope.Closed, progress)")).Value);
    }

    [Fact]
    public async Task Finally_runs_after_an_await()
    {
        await session.Run("var cleaned = 0;");
        await session.Start(Started + "try { await Task.Delay(-1); } finally { cleaned = 1; }", until: "started");
        await session.Interrupt();
        Assert.Equal("Interrupted", (await session.End()).Error?.Name);
        Assert.Equal("1", (await session.Run("cleaned")).Value);
    }
}
