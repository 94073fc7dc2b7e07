using System.Diagnostics;
using Xunit.Abstractions;

namespace LlmWorkbook.Kernel.Tests.Help;

public sealed class CompletionTests(ITestOutputHelper output) : IAsyncLifetime
{
    private AssistedSession _session = null!;

    public async Task InitializeAsync() => _session = await AssistedSession.Start();

    public Task DisposeAsync()
    {
        _session.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("config.$$", "Steps Name Nested Twice ToString GetHashCode", "config if Console")]
    [InlineData("config.St$$", "Steps", "Name Twice")]
    [InlineData("config?.na$$", "Name", "Steps")]
    [InlineData("numbers.$$", "Add Count Select Where Sum", "config")]
    [InlineData("numbers.Where(n => n.$$)", "CompareTo ToString", "Count")]
    [InlineData("numbers.Where(number => num$$)", "number numbers", "config")]
    [InlineData("var local = 3;\nforeach (var item in numbers) { $$ }", "local item config Console display", "")]
    [InlineData("void F(string parameter) { pa$$ }", "parameter params", "config")]
    [InlineData("con$$", "config conversion const continue Console Convert", "Name")]
    [InlineData("new $$", "Config Inner Point List StringBuilder System", "config numbers Add Steps int")]
    [InlineData("new d$$", "decimal double", "do default display")]
    [InlineData("using System.$$", "IO Text Linq Collections", "String Console config")]
    [InlineData("using $$", "System", "Console config")]
    [InlineData("System.Text.$$", "StringBuilder Encoding Json RegularExpressions", "Console")]
    [InlineData("DayOfWeek.$$", "Monday Friday", "config")]
    [InlineData("$\"steps {config.$$}\"", "Steps", "config")]
    [InlineData("$\"steps {config.$$", "Steps", "config")]
    [InlineData("Add(con$$", "config", "")]
    [InlineData("Console.Wri$$(3)", "Write WriteLine", "Read")]
    [InlineData("config.\nvar x = 3;$$", "", "Steps")]
    [InlineData("config.$$\nvar x = 3;", "Steps", "config")]
    [InlineData("@con$$", "config", "@config")]
    [InlineData("$$", "config Console numbers", "if <Factory>")]
    public async Task What_may_stand_there_is_proposed(string code, string there, string notThere)
    {
        var proposals = await _session.Proposals(code);
        Assert.All(Words(there), word => Assert.Contains(word, proposals));
        Assert.All(Words(notThere), word => Assert.DoesNotContain(word, proposals));
    }

    [Theory]
    [InlineData("var c = config with { $$ }", "Name Nested Steps")]
    [InlineData("var c = config with { $$", "Name Nested Steps")]
    [InlineData("var c = config with { St$$ }", "Steps")]
    [InlineData("var c = config with { Steps = 100, $$ }", "Name Nested")]
    [InlineData("var c = config with\n{\n    Steps = 100,\n    $$\n};\nvar d = 3;", "Name Nested")]
    [InlineData("var c = config with { $$, Name = \"\" };", "Nested Steps")]
    [InlineData("new Config { $$ }", "Name Nested Steps")]
    [InlineData("Config c = new() { $$ };", "Name Nested Steps")]
    [InlineData("new Config { Nested = new() { $$ } }", "Rate")]
    [InlineData("new Config { Nested = { $$ } }", "Rate")]
    [InlineData("new Point(1, 2) { $$ }", "X")]
    public async Task Initialisers_propose_what_is_not_set_yet(string code, string expected) => Assert.Equal(Words(expected), await _session.Proposals(code));

    [Fact]
    public async Task The_value_in_an_initialiser_is_an_expression()
    {
        var proposals = await _session.Proposals("var c = config with { Steps = con$$ }");
        Assert.Contains("conversion", proposals);
        proposals = await _session.Proposals("new List<int> { $$ }");
        Assert.Contains("numbers", proposals);
        Assert.Contains("Capacity", proposals);
    }

    [Theory]
    [InlineData("// con$$")]
    [InlineData("/* con$$ */")]
    [InlineData("/* con$$")]
    [InlineData("/// <summary>con$$")]
    [InlineData("var s = \"con$$\";")]
    [InlineData("var s = \"con$$")]
    [InlineData("var s = @\"con$$")]
    [InlineData("var s = \"\"\"\n  con$$\n  \"\"\";")]
    [InlineData("var s = \"\"\"\n  con$$")]
    [InlineData("var s = $\"con$$\";")]
    [InlineData("var s = $\"$$\";")]
    [InlineData("var s = $\"{config}con$$\";")]
    [InlineData("var s = $\"{config:con$$}\";")]
    [InlineData("var s = $\"\"\"con$$\"\"\";")]
    [InlineData("var c = 'c$$'")]
    [InlineData("var n = 10f$$")]
    [InlineData("var con$$")]
    [InlineData("foreach (var con$$")]
    [InlineData("int Add(int con$$")]
    [InlineData("#if false\ncon$$\n#endif")]
    public async Task Comments_texts_and_new_names_get_no_proposals(string code) => Assert.Empty(await _session.Proposals(code));

    [Theory]
    [InlineData("var s = \"a\"; con$$")]
    [InlineData("/* a */ con$$")]
    [InlineData("// a\ncon$$")]
    [InlineData("con$$ // a")]
    [InlineData("#if true\ncon$$\n#endif")]
    public async Task Beside_comments_and_texts_there_are_proposals(string code) => Assert.Contains("config", await _session.Proposals(code));

    [Fact]
    public async Task Exact_case_comes_first_then_what_the_session_declares_then_by_name()
    {
        var proposals = await _session.Proposals("con$$");
        Assert.Equal(["config", "conversion", "const", "continue"], proposals[..4]);
        Assert.Contains("Convert", proposals[4..]);
        Assert.Equal("Config", (await _session.Proposals("Con$$"))[0]);
    }

    [Fact]
    public async Task Overloads_are_one_proposal_with_a_signature_and_a_kind()
    {
        var add = Assert.Single((await _session.Complete("Ad$$")).Matches, m => m.Text == "Add");
        Assert.Equal(("function", "int Add(int a, int b = 3) (+ 1 more)"), (add.Kind, add.Signature));
        var members = (await _session.Complete("config.$$")).Matches;
        Assert.Equal("int Steps { get; init; }", members.Single(m => m.Text == "Steps").Signature);
        Assert.Single(members, m => m.Text == "Equals");
    }

    [Theory]
    [InlineData("conf$$", "config", "instance")]
    [InlineData("Conf$$", "Config", "class")]
    [InlineData("config.St$$", "Steps", "property")]
    [InlineData("Ad$$", "Add", "function")]
    [InlineData("Sys$$", "System", "module")]
    [InlineData("fore$$", "foreach", "keyword")]
    [InlineData("void F(int parameter) { para$$ }", "parameter", "param")]
    [InlineData("{ var local = 1; loca$$ }", "local", "instance")]
    [InlineData("DayOfWeek.Mo$$", "Monday", "property")]
    [InlineData("#!ht$$", "#!html", "magic")]
    public async Task Kinds_are_Jupyters(string code, string text, string kind) =>
        Assert.Equal(kind, Assert.Single((await _session.Complete(code)).Matches, m => m.Text == text).Kind);

    [Theory]
    [InlineData("config.St$$eps", 7, 9)]
    [InlineData("config.$$", 7, 7)]
    [InlineData("x = Add(con$$)", 8, 11)]
    [InlineData("  #!ht$$", 2, 6)]
    [InlineData("// con$$", 6, 6)]
    public async Task The_written_part_of_the_word_is_replaced(string code, int start, int end)
    {
        var answer = await _session.Complete(code);
        Assert.Equal((7, start, end), (answer.Id, answer.Start, answer.End));
    }

    [Fact]
    public async Task Files_are_proposed_in_references()
    {
        Directory.CreateDirectory(Path.Combine(_session.Folder, "libs", "Net"));
        foreach (var file in new[] { "libs/Numbers.dll", "libs/Numbers.xml", "libs/notes.txt", "Other.dll", "more.csx" })
            File.WriteAllText(Path.Combine(_session.Folder, file), "");
        Assert.Equal(["Other.dll", "libs/"], await _session.Proposals("#r \"$$"));
        Assert.Equal(["Numbers.dll", "Net/"], await _session.Proposals("var x = 1;\n#r \"libs/N$$\"\nconfig.Steps"));
        Assert.Equal((9, 10), (await _session.Complete("#r \"libs/n$$")) is var answer ? (answer.Start, answer.End) : default);
        Assert.Equal(["more.csx", "libs/"], await _session.Proposals("#load \"$$"));
        Assert.Equal(["Other.dll"], await _session.Proposals($"#r \"{_session.Folder}/Ot$$"));
        Assert.Empty(await _session.Proposals("#r \"nowhere/$$"));
        Assert.Empty(await _session.Proposals("#r \"nuget: Oth$$"));
        Assert.Empty(await _session.Proposals("#r \"\0$$"));
    }

    [Fact]
    public async Task Magics_and_directives_are_proposed_after_a_hash()
    {
        Assert.Equal(["#!html"], await _session.Proposals("#!ht$$"));
        Assert.Contains("#!time", await _session.Proposals("#!csharp\n#!$$"));
        var all = await _session.Proposals("#$$");
        Assert.Equal(["#r", "#i", "#load"], all[..3]);
        Assert.Contains("#!csharp", all);
        Assert.Empty(await _session.Proposals("#!time con$$"));
    }

    [Theory]
    [InlineData("#!html\n<b>con$$</b>", false)]
    [InlineData("#!markdown\n# con$$", false)]
    [InlineData("#!html\n#$$", false)]
    [InlineData("con$$\n#!html\n<b>", true)]
    [InlineData("#!html\n<b>\n#!csharp\ncon$$", true)]
    [InlineData("#!csharp\ncon$$", true)]
    [InlineData("#!time\r\ncon$$", true)]
    [InlineData("var c = 1;\n#!time\ncon$$", true)]
    [InlineData("#!fsharp\nlet con$$", false)]
    [InlineData("#!pwsh\n con$$", false)]
    public async Task Only_the_CSharp_of_a_cell_is_completed(string code, bool isCSharp) =>
        Assert.Equal(isCSharp, (await _session.Proposals(code)).Contains("config"));

    [Fact]
    public async Task Any_cursor_gets_an_answer()
    {
        const string code = "\ud83d\ude00 config.\ud83d\ude00\"\ud83d\ude00\" Ad\u0301d(\ud83d #r \"\ud83d\ude00";
        for (var cursor = -2; cursor <= code.Length + 2; cursor++)
        {
            var answer = await _session.Complete(code, cursor);
            Assert.InRange(answer.Start, 0, answer.End);
            Assert.InRange(answer.End, 0, code.Length);
            Assert.False(answer.End > 0 && answer.End < code.Length && char.IsSurrogatePair(code[answer.End - 1], code[answer.End]));
        }
        Assert.Equal((0, 0), ((await _session.Complete("", int.MinValue)).Start, (await _session.Complete("", int.MaxValue)).End));
    }

    [Fact]
    public async Task At_most_500_are_proposed()
    {
        await _session.Run(string.Concat(Enumerable.Range(0, 700).Select(i => $"int many{i} = {i};")));
        Assert.Equal(500, (await _session.Proposals("man$$")).Length);
    }

    [Fact]
    public async Task Completion_works_while_a_cell_runs()
    {
        await _session.Run("var gate = new System.Threading.SemaphoreSlim(0);");
        var running = _session.Run("var result = 1; gate.Wait();");
        try
        {
            for (var i = 0; i < 500 && !(await _session.Proposals("resu$$")).Contains("result"); i++)
                await Task.Delay(10);
            Assert.Contains("result", await _session.Proposals("resu$$"));
            Assert.NotEmpty((await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _session.Proposals("config.$$"))))).SelectMany(p => p));
        }
        finally
        {
            ((System.Threading.SemaphoreSlim)_session.Evaluator.Variables["gate"].Value!).Release();
            await running;
        }
    }

    [Fact]
    public async Task How_long_completions_take()
    {
        foreach (var code in new[] { "config.$$", "config.$$", "con$$", "numbers.$$", "new $$", "var c = config with { $$ }", "$$", "numbers.Select(n => n.$$)" })
        {
            var watch = Stopwatch.StartNew();
            var answer = await _session.Complete(code);
            output.WriteLine($"{code}: {watch.ElapsedMilliseconds} ms, {answer.Matches.Length} proposals");
            Assert.NotEmpty(answer.Matches);
        }
    }

    private static string[] Words(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
