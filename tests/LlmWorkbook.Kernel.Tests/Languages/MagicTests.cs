namespace LlmWorkbook.Kernel.Tests.Languages;

public sealed class MagicTests : IDisposable
{
    private readonly LessonFixture _lesson = new();

    public void Dispose() => _lesson.Dispose();

    [Fact]
    public async Task The_parts_of_a_cell_run_in_order_and_only_the_last_value_is_the_result()
    {
        var result = await _lesson.Code("1 + 1\n#!html\n<b>x</b>\n#!csharp\n\"mid\"\n#!markdown\n*m*\n#!c#\n3").Run();
        Assert.Null(result.Error);
        Assert.Equal(["display_data", "display_data", "display_data", "display_data", "execute_result"], _lesson.Outputs(1).Select(o => (string?)o!["output_type"]));
        Assert.Equal("2", LessonFixture.Join(_lesson.Outputs(1)[0]!["data"]!["text/plain"]!));
        Assert.Equal("<b>x</b>", LessonFixture.Join(_lesson.Outputs(1)[1]!["data"]!["text/html"]!));
        Assert.Equal("mid", LessonFixture.Join(_lesson.Outputs(1)[2]!["data"]!["text/plain"]!));
        Assert.Equal("3", LessonFixture.Join(_lesson.Outputs(1)[4]!["data"]!["text/plain"]!));
    }

    [Fact]
    public async Task Errors_name_the_line_of_the_whole_cell()
    {
        var result = await _lesson.Code("#!html\n<b>x</b>\n#!csharp\nvar a = 1;\nvar z = nosuch;").Code("#!markdown\nm\n#!csharp\n\nthrow new Exception(\"bad\");").Run(r => r with { KeepGoing = true });
        Assert.StartsWith("Lesson tiny, cell 1, line 5 (`var z = nosuch;`): (5,9) CS0103", result.Error);
        Assert.Contains("   at cell 2, line 5", _lesson.Outputs(2).Last()!["traceback"]!.AsArray().Select(l => (string?)l));
    }

    [Fact]
    public async Task An_unknown_magic_runs_nothing_of_its_cell()
    {
        var result = await _lesson.Code("Console.Write(1);\n#!htlm\n<b>x</b>").Run();
        Assert.StartsWith("Lesson tiny, cell 1, line 2 (`#!htlm`): There is no magic command #!htlm; did you mean #!html?", result.Error);
        Assert.Equal("error", (string?)Assert.Single(_lesson.Outputs(1))!["output_type"]);
    }

    [Fact]
    public async Task JavaScript_becomes_a_script_and_a_diagram_shows_its_text_escaped()
    {
        var result = await _lesson.Code("#!js\nalert(1 < 2);").Code("#!mermaid\ngraph LR; a[\"<b>\"] --> b").Run();
        Assert.Null(result.Error);
        Assert.Equal("<script type=\"text/javascript\">alert(1 < 2);</script>", _lesson.Data(1, "text/html"));
        Assert.DoesNotContain("<b>", _lesson.Data(2, "text/html"));
    }

    [Fact]
    public async Task Time_and_the_lists_tell_what_they_are_for()
    {
        var result = await _lesson.Code("#!time\n1 + 1").Code("var named = \"<i>\"; var list = new List<int[]> { new[] { 1 } };").Code("#!who").Code("#!whos").Code("#!lsmagic").Code("#!about").Run();
        Assert.Null(result.Error);
        Assert.Matches(@"^Wall time: [0-9.]+ ms$", _lesson.Data(1, "text/plain"));
        Assert.Equal("2", LessonFixture.Join(_lesson.Outputs(1)[1]!["data"]!["text/plain"]!));
        Assert.Equal("Name\nlist\nnamed", _lesson.Data(3, "text/plain"));
        Assert.Contains("<td>named</td><td>string</td><td>&lt;i&gt;</td>", _lesson.Data(4, "text/html"));
        Assert.Contains("<td>list</td><td>List&lt;int[]&gt;</td><td>[ [ 1 ] ]</td>", _lesson.Data(4, "text/html"));
        Assert.Contains("#!mermaid", _lesson.Data(5, "text/plain"));
        Assert.Contains(".NET", _lesson.Data(6, "text/plain"));
    }

    [Fact]
    public async Task Set_makes_a_variable_of_a_literal_of_another_variable_or_of_a_kept_text()
    {
        File.WriteAllText(Path.Combine(_lesson.Folder, "poem.txt"), "from a file");
        var result = await _lesson.Code("record Point(int X); var p = new Point(4);\n#!set --name q --value @csharp:p\nq.X")
            .Code("#!set --name n --value 3\n#!set --name x --value 2.5\n#!set --name s --value \"two words\"\n#!set --name b --value true\n(n + 1, x * 2, s.Length, !b)")
            .Code("#!value --name poem\nroses\n  are red").Code("#!set --name text --value @value:poem\ntext")
            .Code("#!value --name file --from-file poem.txt\n#!csharp\n#!set --name read --value @value:file\nread")
            .Code("#!set --name json --value {\"a\": [1, 2]}\njson.RootElement.GetProperty(\"a\")[1].GetInt32()")
            .Code("#!set --name shown --value @csharp:p --mime-type text/plain\nshown.Length > 0")
            .Code("#!set --name other --value @csharp:nosuch").Run();
        Assert.Equal("4", _lesson.Data(1, "text/plain"));
        Assert.Equal("(4, 5, 9, False)", _lesson.Data(2, "text/plain"));
        Assert.Empty(_lesson.Outputs(3));
        Assert.Equal("roses\n  are red", _lesson.Data(4, "text/plain"));
        Assert.Equal("from a file", _lesson.Data(5, "text/plain"));
        Assert.Equal("2", _lesson.Data(6, "text/plain"));
        Assert.Equal("True", _lesson.Data(7, "text/plain"));
        Assert.Contains("cell 8, line 1", result.Error);
        Assert.Contains("#!set: there is no variable nosuch in csharp; did you mean ", result.Error);
    }

    [Theory]
    [InlineData("#!set --name x", "#!set: --value is missing.")]
    [InlineData("#!set --name 1x --value 3", "#!set: 1x is no name of a variable.")]
    [InlineData("#!value --name x", "#!value: there is no text")]
    [InlineData("#!value --name x --from-file nosuch.txt", "#!value: nosuch.txt cannot be read")]
    [InlineData("#!import nosuch.ipynb", "#!import: nosuch.ipynb cannot be read")]
    [InlineData("#!import notes.pdf", "#!import: notes.pdf: files ending in .pdf cannot be imported")]
    public async Task A_magic_that_cannot_be_carried_out_is_told_in_one_sentence(string code, string sentence) =>
        Assert.Contains(sentence, (await _lesson.Code(code).Run()).Error);

    [Fact]
    public async Task Import_runs_a_notebooks_cells_and_a_files_code()
    {
        var result = await new LessonFixture(_lesson.Folder, "prelude.ipynb").Code("var a = 1;\n\"shown\"").Markdown("text").Code("#!html\n<b>in</b>").Code("int Twice(int n) => 2 * n;").Save();
        File.WriteAllText(Path.Combine(_lesson.Folder, "more.cs"), "var b = Twice(a) + 1;");
        var run = await _lesson.Code("#!import " + Path.GetFileName(result)).Code("#!import --file more.cs\nb").Run();
        Assert.Null(run.Error);
        Assert.Equal("shown", _lesson.Data(1, "text/plain"));
        Assert.Equal("<b>in</b>", _lesson.Data(1, "text/html"));
        Assert.Equal("3", _lesson.Data(2, "text/plain"));
    }

    [Fact]
    public async Task An_error_in_an_imported_file_names_its_place_and_a_circle_is_told()
    {
        File.WriteAllText(Path.Combine(_lesson.Folder, "bad.cs"), "var a = 1;\nvar b = nosuch;");
        File.WriteAllText(Path.Combine(_lesson.Folder, "circle.cs"), "#!import circle.cs");
        var result = await _lesson.Code("1\n#!import bad.cs").Code("#!import circle.cs").Run(r => r with { KeepGoing = true });
        Assert.StartsWith("Lesson tiny, cell 1, line 2 (`#!import bad.cs`): bad.cs, line 2: (2,9) CS0103", result.Error);
        Assert.Contains("#!import: circle.cs imports itself", (string?)_lesson.Outputs(2).Last()!["evalue"]);
    }

    [Fact]
    public async Task A_question_that_nobody_can_answer_is_an_error_that_says_what_to_do()
    {
        var result = await _lesson.Code("input(\"your name?\")").Code("await Microsoft.DotNet.Interactive.Kernel.GetPasswordAsync(\"secret\")").Code("#!set --name x --value @input:where").Run(r => r with { KeepGoing = true });
        Assert.Contains("The cell asks \"your name?\" and nobody can answer here", result.Error);
        Assert.Contains("-p Name=value", result.Error);
        Assert.All([1, 2, 3], n => Assert.Equal("InvalidOperationException", (string?)_lesson.Outputs(n).Last()!["ename"]));
    }
}
