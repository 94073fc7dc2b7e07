namespace LlmWorkbook.Kernel.Tests;

public sealed class DisplayTests : IDisposable
{
    /// <summary>A type that brings its formatters along by convention, with an attribute of its own.</summary>
    private const string Figure = """
        class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
        {
            public Type FormatterSourceType { get; } = formatterSourceType;
            public string[] PreferredMimeTypes { get; set; } = [];
        }
        class FigureFormatters
        {
            public IEnumerable<object> CreateTypeFormatters() => [new OneFormatter("text/html"), new OneFormatter("application/vnd.figure+json"), new OneFormatter("text/x-unwanted")];
        }
        class OneFormatter(string mimeType)
        {
            public string MimeType => mimeType;
            public bool Format(object instance, System.IO.TextWriter writer)
            {
                var n = ((Figure)instance).N;
                writer.Write(MimeType.EndsWith("json") ? $"{{\"n\":{n}}}" : $"<svg>{n}</svg>");
                return true;
            }
        }
        [TypeFormatterSource(typeof(FigureFormatters), PreferredMimeTypes = ["text/html", "application/vnd.figure+json"])]
        class Figure { public int N { get; set; } }
        """;

    private readonly LessonFixture _lesson = new();

    public void Dispose() => _lesson.Dispose();

    [Fact]
    public async Task Display_shows_strings_as_text_and_other_values_as_escaped_html_beside_text()
    {
        var result = await _lesson.Code("display(\"<b>\");").Code("display(1.5);").Code("record R(string Name); display(new R(\"<i>\"));").Code("display(HTML(\"<b>x</b>\"), \"text/html\");").Run();
        Assert.Null(result.Error);
        Assert.Equal("<b>", _lesson.Data(1, "text/plain"));
        Assert.Null(_lesson.Data(1, "text/html"));
        Assert.Equal(("1.5", "<pre>1.5</pre>"), (_lesson.Data(2, "text/plain"), _lesson.Data(2, "text/html")));
        Assert.Equal("<details open><summary>R</summary><table><tbody><tr><td>Name</td><td>&lt;i&gt;</td></tr></tbody></table></details>", _lesson.Data(3, "text/html"));
        Assert.Equal("R { Name = <i> }", _lesson.Data(3, "text/plain"));
        Assert.Equal("<b>x</b>", _lesson.Data(4, "text/html"));
        Assert.Null(_lesson.Data(4, "text/plain"));
    }

    [Fact]
    public async Task A_sequence_is_a_small_table_of_its_items_properties()
    {
        var result = await _lesson.Code("record Row(string Name, double Loss);").Code("new[] { new Row(\"<a>\", 1.5), new Row(\"b\", 2) }").Code("Enumerable.Range(0, 1000)").Run();
        Assert.Null(result.Error);
        var html = _lesson.Data(2, "text/html")!;
        Assert.Contains("<th>Name</th><th>Loss</th>", html);
        Assert.Contains("<td>0</td><td>&lt;a&gt;</td><td>1.5</td>", html);
        Assert.True(_lesson.Data(3, "text/html")!.Split("<tr>").Length < 30);
    }

    [Fact]
    public async Task Formatters_are_found_by_convention_on_a_type()
    {
        var result = await _lesson.Code(Figure).Code("new Figure { N = 3 }").Code("new Figure { N = 4 }.Display();").Run();
        Assert.Null(result.Error);
        Assert.Equal("<svg>3</svg>", _lesson.Data(2, "text/html"));
        Assert.Equal(3, (int?)_lesson.Outputs(2)[0]!["data"]!["application/vnd.figure+json"]!["n"]);
        Assert.Null(_lesson.Data(2, "text/x-unwanted"));
        Assert.Null(_lesson.Data(2, "text/plain"));
        Assert.Equal("<svg>4</svg>", _lesson.Data(3, "text/html"));
    }

    [Fact]
    public async Task An_update_replaces_what_was_displayed_in_place_from_a_later_cell_too()
    {
        var result = await _lesson.Code("var view = display(\"one\"); display(\"other\");").Code("view.Update(\"two\"); view.Update(\"three\");").Run();
        Assert.Null(result.Error);
        Assert.Equal(["three", "other"], _lesson.Outputs(1).Select(o => LessonFixture.Join(o!["data"]!["text/plain"]!)));
        Assert.Empty(_lesson.Outputs(2));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("throw new Exception(\"wrong\");", "wrong")]
    public async Task The_last_update_of_many_is_shown_however_the_cell_ends(string end, string? error)
    {
        var result = await _lesson.Code("class Counter { public int N; public override string ToString() => $\"{N}\"; }")
            .Code($"var counter = new Counter(); var view = display(counter, \"text/plain\"); while (counter.N < 1000) {{ counter.N++; view.Update(counter); }} {end}").Run();
        if (error is null)
            Assert.Null(result.Error);
        else
            Assert.Contains(error, result.Error);
        Assert.Equal("1000", _lesson.Data(2, "text/plain"));
    }

    [Fact]
    public async Task An_update_whose_formatter_throws_says_so_in_its_place()
    {
        var result = await _lesson.Code("class Bad { public override string ToString() => throw new Exception(\"broken\"); }")
            .Code("var view = display(\"1\"); view.Update(\"2\"); view.Update(new Bad());").Run();
        Assert.Null(result.Error);
        Assert.Equal("(Exception: broken)", _lesson.Data(2, "text/plain"));
    }

    [Fact]
    public async Task Text_and_displays_come_in_the_order_they_were_made()
    {
        await _lesson.Code("Console.Write(\"a\"); display(\"b\"); Console.WriteLine(\"c\"); Console.Error.WriteLine(\"e\"); Console.Write(\"f\"); \"d\"").Run();
        Assert.Equal(["stream", "display_data", "stream", "stream", "stream", "execute_result"], _lesson.Outputs(1).Select(o => (string?)o!["output_type"]));
        Assert.Equal(["a", "c\n", "e\n", "f"], _lesson.Outputs(1).Where(o => o!["text"] is not null).Select(o => LessonFixture.Join(o!["text"]!)));
    }

    [Fact]
    public async Task A_registered_formatter_is_used_for_derived_types()
    {
        var result = await _lesson.Code("using Microsoft.DotNet.Interactive.Formatting;\nclass A { } class B : A { }\nFormatter.Register<A>(a => \"an A\", \"text/plain\");").Code("new B()").Code("1.ToDisplayString(\"text/html\")").Run();
        Assert.Null(result.Error);
        Assert.Equal("an A", _lesson.Data(2, "text/plain"));
        Assert.Null(_lesson.Data(2, "text/html"));
        Assert.Equal("<pre>1</pre>", _lesson.Data(3, "text/plain"));
    }

    [Fact]
    public async Task Broken_text_of_programs_breaks_nothing()
    {
        var result = await _lesson.Code("Console.Write(\"a\\ud800b\");").Code("display(\"{ not json\", \"application/vnd.x+json\");").Code("HTML(\"<b>x</b>\")").Run();
        Assert.Null(result.Error);
        Assert.Equal("a\ufffdb", _lesson.Executed.Cells[0].StandardOutput);
        Assert.Equal("{ not json", _lesson.Data(2, "application/vnd.x+json"));
        Assert.Equal("<b>x</b>", _lesson.Data(3, "text/html"));
        Assert.Null(_lesson.Data(3, "text/plain"));
    }

    [Fact]
    public async Task A_formatter_that_throws_is_told_in_a_sentence_and_the_cell_goes_on()
    {
        var result = await _lesson.Code("using Microsoft.DotNet.Interactive.Formatting;\nclass A { }\nFormatter.Register<A>(a => throw new Exception(\"broken\"), \"text/plain\");").Code("display(new A()); 1").Run();
        Assert.Null(result.Error);
        Assert.Equal("The text/plain formatter of A failed: broken.", _lesson.Data(2, "text/plain"));
    }
}
