using LlmWorkbook.Kernel.Tests.Languages;
using Microsoft.DotNet.Interactive.Formatting;

namespace LlmWorkbook.Kernel.Tests.Display;

[Collection(SessionFixture.Collection)]
public sealed class FormattingTests : IDisposable
{
    public void Dispose() => Formatter.ResetToDefault();

    [Theory]
    [MemberData(nameof(Values))]
    public void Values_read_on_one_line(object? value, string text) => Assert.Equal(text, value.ToDisplayString());

    public static TheoryData<object?, string> Values => new()
    {
        { null, "<null>" },
        { 1.5, "1.5" },
        { true, "True" },
        { "a\nb", "a\nb" },
        { new DateTime(2020, 1, 2, 3, 4, 5), "2020-01-02 03:04:05Z" },
        { new[] { 1, 2 }, "[ 1, 2 ]" },
        { new[] { "a", null }, "[ a, <null> ]" },
        { Enumerable.Range(0, 30).ToList(), "[ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 ... (10 more) ]" },
        { Endless(), "[ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 ... (more) ]" },
        { Failing(), "[ 1 ... (InvalidOperationException: no second) ]" },
        { (1, "x"), "(1, x)" },
        { new Point(1, "<b>"), "Point { X = 1, Name = <b> }" },
        { new { A = new[] { 1 } }, "anonymous type { A = [ 1 ] }" },
        { new Throws(), "Throws { Good = 1, Bad = (InvalidOperationException: no good) }" },
        { new Says(), "own words" },
        { typeof(Dictionary<string, int[]>), "Dictionary<string, int[]>" },
        { new Dictionary<string, int[]> { ["a"] = [1] }, "[ a: [ 1 ] ]" },
    };

    [Fact]
    public void A_task_that_goes_on_is_not_waited_for() => Assert.Equal("Task<int>: WaitingForActivation", new TaskCompletionSource<int>().Task.ToDisplayString());

    [Fact]
    public void Html_is_escaped_everywhere()
    {
        var evil = "<script>";
        foreach (var value in new object[] { evil, new[] { evil }, new { A = evil }, new[] { new Point(1, evil) }, new Dictionary<string, object> { [evil] = new Point(2, evil) }, new List<object> { evil, new Point(1, evil) }, new ThrowsEvil() })
        {
            var html = value.ToDisplayString("text/html");
            Assert.DoesNotContain(evil, html);
            Assert.Contains("&lt;script&gt;", html);
        }
    }

    [Fact]
    public void Items_of_one_type_are_rows_with_their_properties_and_a_dictionary_has_keys()
    {
        var html = Enumerable.Range(0, 25).Select(i => new Point(i, "n" + i)).ToList().ToDisplayString("text/html");
        Assert.StartsWith("<table><thead><tr><th>#</th><th>X</th><th>Name</th></tr></thead><tbody><tr><td>0</td><td>0</td><td>n0</td></tr>", html);
        Assert.EndsWith("<tr><td colspan=\"3\">… (5 more)</td></tr></tbody></table>", html);
        Assert.Equal("<table><thead><tr><th></th><th>value</th></tr></thead><tbody><tr><td>a</td><td>1</td></tr></tbody></table>", new Dictionary<string, int> { ["a"] = 1 }.ToDisplayString("text/html"));
    }

    [Fact]
    public void Members_can_be_folded_and_those_inside_are_folded_at_first()
    {
        var html = new Outer(new Point(1, "a"), [1, 2]).ToDisplayString("text/html");
        Assert.StartsWith("<details open><summary>Outer</summary><table><tbody><tr><td>Inner</td><td><details><summary>Point { X = 1, Name = a }</summary>", html);
        Assert.EndsWith("<tr><td>Items</td><td>[ 1, 2 ]</td></tr></tbody></table></details>", html);
    }

    [Fact]
    public void What_refers_to_itself_and_what_is_huge_stays_small()
    {
        Assert.True(new Loop().ToDisplayString().Length < 11_000);
        Assert.True(new Loop().ToDisplayString("text/html").Length < 250_000);
        Assert.True(new Wide(0).ToDisplayString("text/html").Length < 250_000);
        Assert.Contains("(cut: too long)", new Wide(0).ToDisplayString("text/html"));
        Assert.True(new { A = new string('x', 1_000_000) }.ToDisplayString("text/html").Length < 10_000);
        Assert.Equal(1_000_000, new string('x', 1_000_000).ToDisplayString().Length);
    }

    [Fact]
    public void A_table_has_up_to_a_thousand_rows()
    {
        using var session = new SessionFixture();
        Enumerable.Range(0, 1001).Select(i => new Point(i, "n")).DisplayTable();
        var html = Assert.Single(session.Shown)["text/html"];
        Assert.Contains("<td>999</td>", html);
        Assert.DoesNotContain("<td>1000</td>", html);
        Assert.Contains("… (more)", html);
    }

    [Fact]
    public void Every_way_to_register_a_formatter_works_and_derived_types_follow()
    {
        Formatter.Register<Point>(p => $"f{p.X}", "text/a");
        Formatter.Register<Point>((p, writer) => writer.Write($"w{p.X}"), "text/b");
        Formatter.Register<Point>((p, context) => { context.Writer.Write($"c{p.X}"); return true; }, "text/c");
        Formatter.Register(typeof(Says), (object v, TextWriter writer) => writer.Write("type"), "text/d");
        Formatter.Register(typeof(List<>), (object v, TextWriter writer) => writer.Write("open"), "text/e");
        Formatter.Register(new Whole());
        Formatter.Register<Point>((p, context) => false, "text/plain");
        var point = new Point(3, "");
        Assert.Equal(("f3", "w3", "c3"), (point.ToDisplayString("text/a"), point.ToDisplayString("text/b"), point.ToDisplayString("text/c")));
        Assert.Equal(("type", "open", "whole"), (new SaysMore().ToDisplayString("text/d"), new List<int>().ToDisplayString("text/e"), new Throws().ToDisplayString("text/f")));
        Assert.Equal("Point { X = 3, Name =  }", point.ToDisplayString());
        Formatter.ResetToDefault();
        Assert.Equal("own words", new SaysMore().ToDisplayString("text/d"));
    }

    [Fact]
    public void Preferences_and_limits_can_be_set_and_reset()
    {
        Assert.Equal(["text/plain"], Formatter.GetPreferredMimeTypesFor(typeof(string)));
        Formatter.SetPreferredMimeTypesFor(typeof(Point), "application/json");
        Assert.Equal("{\"X\":1,\"Name\":\"a\"}", Formatter.Bundle(new Point(1, "a"), [])["application/json"]);
        Formatter.ListExpansionLimit = 2;
        Formatter.RecursionLimit = 0;
        Formatter.NullString = "nothing";
        Formatter.DefaultMimeType = "text/plain";
        Assert.Equal("[ 1, nothing ... (1 more) ]", new object?[] { 1, null, 2 }.ToDisplayString());
        Assert.Equal("Outer { Inner = Point, Items = [ … ] }", new Outer(new Point(1, ""), [1]).ToDisplayString());
        Assert.Equal(["text/plain"], Formatter.Bundle(1, []).Keys);
        Assert.Throws<ArgumentException>(() => Formatter.ListExpansionLimit = -1);
        Formatter.ResetToDefault();
        Assert.Equal("[ 1, <null>, 2 ]", new object?[] { 1, null, 2 }.ToDisplayString());
        Assert.Equal(["text/html", "text/plain"], Formatter.Bundle(new Point(1, "a"), []).Keys);
    }

    [Fact]
    public void A_formatter_of_a_value_inside_is_used_and_one_that_fails_is_told_in_a_sentence()
    {
        Formatter.Register<Says>(_ => "<i>special</i>", "text/html");
        Assert.Contains("<td><i>special</i></td>", new { A = new Says() }.ToDisplayString("text/html"));
        Formatter.Register<Says>(string (_) => throw new InvalidOperationException("<broken>"), "text/html");
        Assert.Equal("<pre>The text/html formatter of Says failed: &lt;broken&gt;.</pre>", new Says().ToDisplayString("text/html"));
        Formatter.Register<Says>(string (_) => throw new OperationCanceledException(), "text/html");
        Assert.Throws<OperationCanceledException>(() => new Says().ToDisplayString("text/html"));
    }

    private static IEnumerable<int> Endless()
    {
        for (var i = 0; ; i++)
            yield return i;
    }

    private static IEnumerable<int> Failing()
    {
        yield return 1;
        throw new InvalidOperationException("no second");
    }

    private sealed record Point(int X, string Name);

    private sealed record Outer(Point Inner, int[] Items);

    private sealed class Throws
    {
        public int Good => 1;

        public int Bad => throw new InvalidOperationException("no good");
    }

    private sealed class ThrowsEvil
    {
        public int Bad => throw new InvalidOperationException("<script>");
    }

    private class Says
    {
        public override string ToString() => "own words";
    }

    private sealed class SaysMore : Says;

    private sealed class Loop
    {
        public Loop Self => this;

        public Loop[] All => [this, this];
    }

    private sealed class Wide(int depth)
    {
        public Wide[] Children => [.. Enumerable.Range(0, 50).Select(_ => new Wide(depth + 1))];
    }

    private sealed class Whole : ITypeFormatter
    {
        public string MimeType => "text/f";

        public Type Type => typeof(Throws);

        public bool Format(object instance, FormatContext context)
        {
            context.Writer.Write("whole");
            return true;
        }
    }
}
