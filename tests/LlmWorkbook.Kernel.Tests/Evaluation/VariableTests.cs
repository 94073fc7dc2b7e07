using LlmWorkbook.Kernel.Evaluation;

namespace LlmWorkbook.Kernel.Tests.Evaluation;

/// <summary>A variable declared again is the same variable.</summary>
[Collection("cells in this process")]
public class VariableTests
{
    private readonly Evaluator _evaluator = new(Path.GetTempPath());
    private int _cells;

    [Fact]
    public async Task Functions_of_earlier_cells_see_the_new_value()
    {
        await Run("var rate = 1.0; double Twice() => 2 * rate; Func<double> half = () => rate / 2;");
        await Run("var rate = 4.0;");
        await Run("var rate = 6.0;");
        Assert.Equal((12.0, 3.0), (await Run("(Twice(), half())")).Value);
        await Run("rate = 8;");
        Assert.Equal(8.0, _evaluator.Variables["rate"].Value);
    }

    [Fact]
    public async Task Another_type_is_another_variable()
    {
        await Run("var x = \"old\"; string Old() => x;");
        await Run("var x = 5;");
        Assert.Equal("old5", (await Run("Old() + x")).Value);
    }

    [Fact]
    public async Task The_old_value_is_free()
    {
        await Run("var names = new WeakReference[3]; byte[]? big = null;");
        for (var i = 0; i < 3; i++)
            await Run($"var big = new byte[1000]; names[{i}] = new WeakReference(big); object boxed = big;");
        GC.Collect();
        Assert.Equal("False False True", (await Run("string.Join(' ', names.Select(n => n.IsAlive))")).Value);
    }

    [Fact]
    public async Task The_old_value_is_free_after_an_await_and_an_error()
    {
        await Run("var names = new WeakReference[3];");
        for (var i = 0; i < 3; i++)
            await Run($"var big = new byte[1000]; await Task.Delay(1); names[{i}] = new WeakReference(big); await Task.Delay(1); throw new Exception();");
        GC.Collect();
        Assert.Equal("False False True", (await Run("string.Join(' ', names.Select(n => n.IsAlive))")).Value);
    }

    [Fact]
    public async Task What_a_failing_cell_did_not_set_keeps_its_value()
    {
        await Run("var a = 1; var b = \"old\"; var c = 3;");
        await Run("var a = 2; throw new Exception(); var b = \"new\"; var c = 5;");
        Assert.Equal((2, "old", 3), (await Run("(a, b, c)")).Value);
    }

    [Fact]
    public async Task Variables_are_told_with_their_types()
    {
        await Run("object x = 1; int y = 2;");
        await Run("var x = \"s\";");
        Assert.Equal([("x", typeof(string), "s"), ("y", typeof(int), 2)], _evaluator.Variables.Values.Select(v => (v.Name, v.Type, v.Value)));
    }

    private async Task<CellOutcome> Run(string code) => await _evaluator.EvaluateAsync(code, $"cell {++_cells}", default);
}
