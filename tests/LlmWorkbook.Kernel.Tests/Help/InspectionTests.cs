namespace LlmWorkbook.Kernel.Tests.Help;

public sealed class InspectionTests : IAsyncLifetime
{
    private AssistedSession _session = null!;

    public async Task InitializeAsync() => _session = await AssistedSession.Start();

    public Task DisposeAsync()
    {
        _session.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("con$$fig", "Config config // variable of the session")]
    [InlineData("config$$", "Config config // variable of the session")]
    [InlineData("$$config", "Config config // variable of the session")]
    [InlineData("config.St$$eps", "int Config.Steps { get; init; }")]
    [InlineData("Ad$$d(1)", "int Add(int a, int b = 3)")]
    [InlineData("Add$$(1)", "int Add(int a, int b = 3)")]
    [InlineData("Add$$", "int Add(int a, int b = 3)")]
    [InlineData("Con$$fig c;", "record Config")]
    [InlineData("new Con$$fig()", "Config()")]
    [InlineData("new Poi$$nt(1, 2)", "Point(int x, int y)")]
    [InlineData("var lo$$cal = 1.5;", "double local // variable of the session")]
    [InlineData("{ var lo$$cal = 1.5; }", "double local // local variable")]
    [InlineData("{ var local = 1; lo$$cal++; }", "int local // local variable")]
    [InlineData("void F(int para) { pa$$ra++; }", "int para // parameter")]
    [InlineData("v$$ar c = config;", "record Config")]
    [InlineData("List<i$$nt> l;", "int")]
    [InlineData("DayOfWeek.Mon$$day", "DayOfWeek.Monday = 1")]
    [InlineData("numbers.Sele$$ct(n => n)", "IEnumerable<int> IEnumerable<int>.Select<int, int>(Func<int, int> selector)")]
    [InlineData("System.Te$$xt.Encoding", "namespace System.Text")]
    [InlineData("#!time\ncon$$fig", "Config config // variable of the session")]
    public async Task The_symbol_at_the_cursor_is_explained(string code, string signature) =>
        Assert.Equal(signature, (await _session.Plain(code)).Split('\n')[0].Trim());

    [Theory]
    [InlineData("$$")]
    [InlineData("// con$$fig")]
    [InlineData("\"con$$fig\"")]
    [InlineData("nosuch$$")]
    [InlineData("1 +$$ 2")]
    [InlineData("#!html\ncon$$fig")]
    [InlineData("#!ti$$me")]
    [InlineData("Add(1) $$")]
    [InlineData("if ($$true) { }")]
    public async Task Where_nothing_is_known_there_is_no_answer(string code) => Assert.Null(await _session.Inspect(code));

    [Fact]
    public async Task Documentation_of_a_cells_own_function_is_told()
    {
        var text = await _session.Plain("Ad$$d(1)");
        Assert.Contains("Adds a to b, not more.", text);
        Assert.Contains("  a: The first *number*.", text);
        Assert.Contains("Returns: The sum.", text);
        Assert.Contains("  OverflowException: It is too large.", text);
        Assert.Contains("One more overload:\n\ndouble Add(double a, double b, double c)", text);
        Assert.Contains("How many steps to take.", await _session.Plain("config.St$$eps"));
        Assert.Contains("Config: What a run needs.", await _session.Plain("con$$fig"));
    }

    [Fact]
    public async Task Nothing_of_the_documentation_is_taken_for_HTML_or_Markdown()
    {
        var data = (await _session.Inspect("Add(1, $$"))!;
        Assert.Equal(["text/html", "text/markdown", "text/plain"], data.Keys.Order());
        Assert.DoesNotContain("<script", data["text/html"]);
        Assert.Contains("&lt;script&gt;", data["text/html"]);
        Assert.Contains("*number*", data["text/html"]);
        Assert.Contains(@"\*number\*", data["text/markdown"]);
        Assert.Contains("<code>int b = 3</code></strong>", data["text/html"]);
    }

    [Theory]
    [InlineData("Add($$", "int Add(»int a«, int b = 3)")]
    [InlineData("Add($$)", "int Add(»int a«, int b = 3)")]
    [InlineData("Add(1,$$", "int Add(int a, »int b = 3«)")]
    [InlineData("Add(1, $$)", "int Add(int a, »int b = 3«)")]
    [InlineData("Add(b: $$)", "int Add(int a, »int b = 3«)")]
    [InlineData("Add(1.0, 2.0, $$)", "double Add(double a, double b, »double c«)")]
    [InlineData("var x = Add(Math.Max(1, $$2), 3);", "int Math.Max(int val1, »int val2«)")]
    [InlineData("Log(\"a\", 1, 2, $$", "void Log(string format, »params object[] values«)")]
    [InlineData("new Point($$", "Point(»int x«, int y)")]
    [InlineData("Point p = new(1, $$", "Point(int x, »int y«)")]
    [InlineData("var n = numbers[$$]", "int List<int>[»int index«]")]
    [InlineData("Func<int, string> f = n => \"\"; f($$", "string Func<int, string>.Invoke(»int arg«)")]
    [InlineData("class Far(int d) : Point($$", "Point(»int x«, int y)")]
    [InlineData("Add(\"te$$xt\", 2)", "int Add(»int a«, int b = 3)")]
    public async Task The_call_around_the_cursor_is_explained_with_its_parameter_marked(string code, string signature)
    {
        var lines = (await _session.Plain(code)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(signature, lines[0].EndsWith("overloads:", StringComparison.Ordinal) ? lines[1] : lines[0]);
    }

    [Fact]
    public async Task All_overloads_are_told_the_fitting_one_first()
    {
        var text = await _session.Plain("Add(1.0, 2.0, $$3.0)");
        Assert.StartsWith("2 overloads:\n\ndouble Add(double a, double b, »double c«)\n\nint Add(int a, int b = 3)\n\nAdds fractions.", text);
        Assert.Contains("> a: The first", await _session.Plain("Add($$1)"));
    }

    [Fact]
    public async Task A_block_in_an_argument_is_no_argument() => Assert.Null(await _session.Inspect("numbers.ForEach(n => { $$ });"));

    [Fact]
    public async Task More_detail_adds_remarks_and_members()
    {
        var (brief, full) = (await _session.Plain("Con$$fig c;"), await _session.Plain("Con$$fig c;", detail: 1));
        Assert.DoesNotContain("Checked on the way in.", brief);
        Assert.DoesNotContain("Twice", brief);
        Assert.Contains("Remarks: Checked on the way in.", full);
        Assert.Contains("Members:\n\nint Steps { get; init; }", full);
        Assert.Contains("Config: What a run needs.", await _session.Plain("config.St$$eps", detail: 1));
    }

    [FrameworkDocumentationFact]
    public async Task Documentation_of_the_framework_is_told()
    {
        Assert.Contains("Returns the larger of two 32-bit signed integers.", await _session.Plain("Math.Max(1, $$"));
        Assert.Contains("Adds an object to the end of the", await _session.Plain("numbers.Ad$$d(1)"));
        Assert.Contains("Projects each element of a sequence into a new form.", await _session.Plain("numbers.Sele$$ct(n => n)"));
        Assert.Contains("ArgumentNullException: ", await _session.Plain("string.Joi$$n(\"\", new[] { 1 })"));
    }

    [Fact]
    public async Task Documentation_beside_a_library_is_told_what_it_inherits_included()
    {
        var code = """
            namespace Lib;
            /// <summary>Counts things.</summary>
            public interface ICounter { /// <summary>Counts one up by <paramref name="n"/>.</summary>
            void Up(int n); }
            /// <inheritdoc/>
            public class Counter : ICounter { /// <inheritdoc/>
            public void Up(int n) { } }
            """;
        var library = Compile("Counters", code);
        await _session.Run($"#r \"{library}\"\nusing Lib;\nvar counter = new Counter();");
        Assert.Contains("Counts one up by n.", await _session.Plain("counter.Up($$"));
        Assert.Contains("Counter: Counts things.", await _session.Plain("coun$$ter"));
        Assert.Contains("Counts things.", await _session.Plain($"#r \"{library}\"\nLib.Coun$$ter c;"));
    }

    [Fact]
    public async Task Broken_documentation_is_none()
    {
        await _session.Run("/// <summary>a < b\nint Odd() => 1;");
        Assert.Equal("int Odd()", (await _session.Plain("Od$$d()")).Split('\n')[0]);
        var library = Compile("Broken", "public class Broken { /// <summary>x</summary>\npublic int N; }");
        File.WriteAllText(Path.ChangeExtension(library, ".xml"), "<member name=\"F:Broken.N\"><summary>x</oops></member>");
        await _session.Run($"#r \"{library}\"");
        Assert.Equal("int Broken.N", await _session.Plain("new Broken().N$$"));
    }

    [Fact]
    public async Task Any_cursor_gets_an_answer()
    {
        const string code = "\ud83d\ude00 config.\ud83d\ude00\"\ud83d\ude00\" Add(\ud83d, new[] { numbers[ ) ] } < > $\"{ #r \"\ud83d\ude00";
        for (var cursor = 0; cursor <= code.Length; cursor++)
            _ = await _session.Inspect(code.Insert(cursor, "$$"), detail: cursor % 2);
    }

    private string Compile(string name, string code)
    {
        var path = Path.Combine(_session.Folder, name + ".dll");
        var compilation = Microsoft.CodeAnalysis.CSharp.CSharpCompilation.Create(
            name, [Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree.ParseText(code)], LlmWorkbook.Kernel.Evaluation.Frameworks.References,
            new(Microsoft.CodeAnalysis.OutputKind.DynamicallyLinkedLibrary));
        using var image = File.Create(path);
        using var documentation = File.Create(Path.ChangeExtension(path, ".xml"));
        var emitted = compilation.Emit(image, xmlDocumentationStream: documentation);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        return path;
    }
}
