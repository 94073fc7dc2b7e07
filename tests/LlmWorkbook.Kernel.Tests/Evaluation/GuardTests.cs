using LlmWorkbook.Kernel.Evaluation;

namespace LlmWorkbook.Kernel.Tests.Evaluation;

/// <summary>Guards change nothing of what a cell means.</summary>
[Collection("cells in this process")]
public class GuardTests
{
    [Theory]
    [InlineData("var s = \"\"; Action<int> a = x => s += x; a(4); s", "4")]
    [InlineData("int Count() => 3; Action a = () => Count(); a(); Func<int> f = () => Count(); f()", 3)]
    [InlineData("Func<Task> t = async () => await Task.FromResult(1); await t(); Func<Task<int>> u = async () => await Task.FromResult(5); await u()", 5)]
    [InlineData("await Task.Run(async () => await Task.Delay(1)); await Task.Run(() => 6)", 6)]
    [InlineData("Func<int> f = () => throw new InvalidOperationException(); try { f(); return 0; } catch (InvalidOperationException) { return 1; }", 1)]
    [InlineData("int[] a = [1, 2]; ref int First() => ref a[0]; First() = 9; a[0]", 9)]
    [InlineData("var f = (int x) => x * 2; f(4)", 8)]
    [InlineData("Func<int[]> f = () => [1, 2, 3]; f().Length", 3)]
    [InlineData("Func<string?> f = () => null; f() is null", true)]
    [InlineData("System.Linq.Expressions.Expression<Func<int, int>> e = x => x + 1; e.ToString()", "x => (x + 1)")]
    [InlineData("System.Linq.Expressions.Expression<Func<int, Func<int, int>>> e = x => y => x + y; e.Compile()(1)(2)", 3)]
    [InlineData("(from x in new[] { 1, 2, 3 }.AsQueryable() where x > 1 select x * 2).ToString()!.Contains(\"x => (x > 1)\")", true)]
    [InlineData("(from x in new[] { 1, 2, 3 } let y = x * x where y > 1 orderby y descending select (x, y)).First().y", 9)]
    [InlineData("(from x in new[] { 1, 2, 3 } where x > 1 select x).Sum()", 5)]
    [InlineData("class P { int n; public int N { get => n; set => n = value * 2; } public int M => n + 1; public int this[int i] => i; public P() => N = 4; }\nnew P().M + new P()[1]", 10)]
    [InlineData("class D { public int F { get; init; } public event Action E { add => value(); remove { } } }\nvar c = 0; new D().E += () => c++; c", 1)]
    [InlineData("struct V(int x) { public int X => x; public static V operator +(V a, V b) => new(a.X + b.X); public static implicit operator int(V v) => v.X; }\n(int)(new V(1) + new V(2))", 3)]
    [InlineData("unsafe int Deref(int* p) => *p;\nint Use() { unsafe { int x = 5; return Deref(&x); } }\nUse()", 5)]
    [InlineData("Span<int> Twice(Span<int> s) { foreach (ref var x in s) x *= 2; return s; }\nTwice(new[] { 1, 2 })[1]", 4)]
    [InlineData("T Same<T>(T x) => x; Same(3)", 3)]
    [InlineData("dynamic d = Task.FromResult(3); (int)await d", 3)]
    [InlineData("await new ValueTask<int>(4)", 4)]
    [InlineData("await Task.FromResult(1).ConfigureAwait(false)", 1)]
    [InlineData("IEnumerable<int> It() { try { yield return 1; } finally { Console.Write(\"\"); } }\nIt().Single()", 1)]
    [InlineData("var n = 0; top: n++; if (n < 5) goto top; n", 5)]
    [InlineData("var x = new { A = 1 }; x.A", 1)]
    [InlineData("string s = \"\"; foreach (var c in \"abc\") { if (c == 'b') continue; s += c; } s", "ac")]
    [InlineData("int F(int n) => n switch { 0 => 1, _ => n * F(n - 1) }; F(5)", 120)]
    [InlineData("record R(int A) { public R Next() => this with { A = A + 1 }; }\nnew R(1).Next().A", 2)]
    [InlineData("class B { public virtual string Name => \"b\"; } class C : B { public override string Name => base.Name + \"c\"; }\nnew C().Name", "bc")]
    [InlineData("interface I { int N => 7; } class K : I { }\n((I)new K()).N", 7)]
    [InlineData("Func<int, Func<int, int>> add = a => b => a + b; add(1)(2)", 3)]
    [InlineData("static int Sum(params int[] xs) => xs.Sum(static x => x); Sum(1, 2, 3)", 6)]
    [InlineData("var x = 3; int Local() { int Inner() => x; return Inner(); } Local()", 3)]
    [InlineData("Comparison<string> c = (a, b) => a.Length - b.Length; c(\"aa\", \"b\")", 1)]
    public async Task A_guarded_cell_gives_what_it_gave(string code, object value)
    {
        var evaluator = new Evaluator(Path.GetTempPath());
        var outcome = await evaluator.EvaluateAsync(code, "cell 1", default);
        Assert.Equal((null, value), (outcome.Error, outcome.Value));
        var again = new Evaluator(Path.GetTempPath()).Draft(code);
        Assert.NotNull(again.Emit());
        Assert.Equal(GuardLevel.Everything, again.Guards);
    }

    [Fact]
    public async Task Anonymous_types_and_lambdas_pass_between_cells()
    {
        var evaluator = new Evaluator(Path.GetTempPath());
        await evaluator.EvaluateAsync("var x = new { A = 1 }; Func<int, int> twice = n => 2 * n;", "cell 1", default);
        await evaluator.EvaluateAsync("var y = new { A = 2 }; var list = new[] { x, y };", "cell 2", default);
        Assert.Equal(6, (await evaluator.EvaluateAsync("twice(list.Sum(v => v.A))", "cell 3", default)).Value);
    }
}
