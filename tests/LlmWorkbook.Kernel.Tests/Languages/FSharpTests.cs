namespace LlmWorkbook.Kernel.Tests.Languages;

[Collection(SessionFixture.Collection)]
public sealed class FSharpTests : IDisposable
{
    private readonly SessionFixture _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task Cells_see_what_earlier_ones_bound_and_the_last_expression_is_the_result()
    {
        Assert.Null(await _session.Value("#!fsharp\nlet squares = [1 .. 5] |> List.map (fun n -> n * n)"));
        Assert.Equal(55, await _session.Value("#!f#\nList.sum squares"));
        Assert.Null(await _session.Value("#!fsharp\nignore 3"));
        Assert.Contains("squares", _session.Session.Variables("fsharp").Keys);
    }

    [Fact]
    public async Task Values_go_from_one_language_to_the_other()
    {
        await _session.Value("var words = new List<string> { \"a\", \"b\" };");
        await _session.Value("#!fsharp\n#!set --name fromCSharp --value @csharp:words\nlet twice = 2 * fromCSharp.Count");
        await _session.Value("#!set --name n --value @fsharp:twice");
        Assert.Equal(5, await _session.Value("n + 1"));
        // A type that C# cells do not know arrives as an object.
        await _session.Value("#!fsharp\nlet list = [1; 2]");
        await _session.Value("#!set --name list --value @fsharp:list");
        Assert.Equal("FSharpList`1", await _session.Value("list.GetType().Name"));
    }

    [Fact]
    public async Task Display_works_as_in_CSharp()
    {
        await _session.Value("#!fsharp\ndisplay(HTML(\"<b>bold</b>\")) |> ignore");
        Assert.Equal("<b>bold</b>", Assert.Single(_session.Shown)["text/html"]);
    }

    [Fact]
    public async Task Errors_name_the_line_of_the_cell_and_exceptions_are_told()
    {
        var error = (await _session.Run("1 + 1\n#!fsharp\n\nlet y = nosuch + 1")).Error;
        Assert.Equal(("CompilationError", 4), (error!.Name, error.Line));
        Assert.StartsWith("(4,9) FS0039", error.Message);
        Assert.Equal("too bad", await _session.Problem("#!fsharp\nlet fail () : int = invalidOp \"too bad\"\nfail ()"));
        Assert.Equal(2, await _session.Value("#!fsharp\n1 + 1"));
    }

    [Fact]
    public async Task A_session_without_FSharp_does_not_load_its_compiler()
    {
        using var lesson = new LessonFixture();
        const string loaded = "AppDomain.CurrentDomain.GetAssemblies().Count(a => a.GetName().Name!.StartsWith(\"FSharp\"))";
        await lesson.Code("display(1); " + loaded).Code("#!fsharp\n1").Code($"{loaded} > 1").Run();
        Assert.Equal("0", LessonFixture.Join(lesson.Outputs(1)[1]!["data"]!["text/plain"]!));
        Assert.Equal("True", lesson.Data(3, "text/plain"));
    }
}
