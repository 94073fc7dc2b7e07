using LlmWorkbook.Kernel.Running;

namespace LlmWorkbook.Kernel.Tests;

public sealed class ParameterTests : IDisposable
{
    private const string Config = """
        enum Kind { Small, Large }
        sealed record Config
        {
            public int Steps { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(Steps), value, "Steps must be at least 1."); } = 10;
            public long Seed { get; init; } = 1;
            public double Rate { get; init; } = 0.1;
            public float Share { get; init; } = 0.5f;
            public bool Tied { get; init; }
            public string Name { get; init; } = "a";
            public Kind Kind { get; init; }
            public DayOfWeek Day { get; init; }
            public int? Limit { get; init; }
            public int[] Shape { get; init; } = [];
            public int Double => 2 * Steps;
            public Config ForText(string path) => this with { Name = path, Steps = 100 };
            public Config Fast() => this with { Steps = 2 };
        }
        var config = new Config();
        """;

    private readonly LessonFixture _lesson = new();

    public void Dispose() => _lesson.Dispose();

    [Fact]
    public async Task Each_simple_type_is_read_and_settings_have_the_last_word()
    {
        var result = await _lesson.Code(Config, "parameters").Code("(config.Steps, config.Seed, config.Rate, config.Share, config.Tied, config.Name, config.Kind, config.Day, config.Limit)").Run(r => r with
        {
            TextFile = "some.txt",
            Fast = true,
            Parameters = [("Seed", "-12345678901"), ("Rate", "1e-3"), ("Share", "0.25"), ("Tied", "True"), ("Name", "say \"hi\"\\ }"), ("Kind", "large"), ("Day", "Friday"), ("Limit", "3")],
        });
        Assert.Null(result.Error);
        Assert.Equal("(2, -12345678901, 0.001, 0.25, True, say \"hi\"\\ }, Large, Friday, 3)", _lesson.Data(3, "text/plain"));
        var injected = _lesson.Executed.Cells[1];
        Assert.Equal(["injected-parameters"], injected.Tags);
        Assert.StartsWith($"config = config.ForText(\"{Path.GetFullPath("some.txt")}\");\nconfig = config.Fast();\nconfig = config with {{ Seed = -12345678901L }};", injected.Source);
    }

    [Fact]
    public async Task An_unknown_name_is_answered_with_all_that_are_valid()
    {
        var result = await _lesson.Code(Config, "parameters").Run(r => r with { Parameters = [("Nam", "1")] });
        var listed = result.Error![(result.Error!.IndexOf("first: ", StringComparison.Ordinal) + "first: ".Length)..].TrimEnd('.').Split(", ");
        Assert.Equal("Name", listed[0]);
        Assert.Equal(["Day", "Kind", "Limit", "Name", "Rate", "Seed", "Share", "Steps", "Tied"], listed.Order());
    }

    [Fact]
    public async Task What_was_changed_is_shown_as_a_table_in_the_notebook_and_to_whoever_watches()
    {
        var result = await _lesson.Code(Config, "parameters").Run(r => r with
        {
            Fast = true,
            Parameters = [("Seed", "1"), ("Rate", "1e-3"), ("Tied", "true"), ("Name", "<b>\nx"), ("Limit", "3"), ("Kind", "large")],
        });
        Assert.Null(result.Error);
        const string table = """
            parameter  default  now
            Steps      10       2
            Seed       1        1
            Rate       0.1      0.001
            Tied       false    true
            Name       a        <b> x
            Kind       Small    Large
            Limit               3

            """;
        Assert.Equal(table, _lesson.Data(2, "text/plain"));
        Assert.Equal(table, string.Concat(_lesson.Progress.Where(p => p is { Stage: RunStage.Output, Cell: 2 }).Select(p => p.Text)));
        var html = _lesson.Data(2, "text/html")!;
        Assert.Contains("<tr><td><code>Steps</code></td><td>10</td><td><b>2</b></td></tr>", html);
        Assert.Contains("&lt;b&gt;", html);
        Assert.DoesNotContain("<b>\nx", html);
    }

    [Fact]
    public async Task That_nothing_changed_is_said()
    {
        var result = await _lesson.Code("sealed record Config { public int Steps { get; init; } public Config Fast() => this; }\nvar config = new Config();", "parameters").Run(r => r with { Fast = true });
        Assert.Null(result.Error);
        Assert.Equal("No parameter differs from the lesson's own.\n", _lesson.Data(2, "text/plain"));
    }

    [Fact]
    public async Task Without_options_nothing_is_injected()
    {
        await _lesson.Code(Config, "parameters").Run();
        Assert.Single(_lesson.Executed.Cells);
    }

    [Theory]
    [InlineData("Stepz", "1", "Lesson tiny has no parameter `Stepz`; did you mean `Steps`? Its parameters, the nearest first: Steps, Seed, ")]
    [InlineData("rate", "1", "Lesson tiny has no parameter `rate`; did you mean `Rate`?")]
    [InlineData("Double", "1", "Lesson tiny has no parameter `Double`; did you mean")]
    [InlineData("Shape", "1", "Lesson tiny has no parameter `Shape`; did you mean")]
    [InlineData("Steps", "many", "-p Steps=many: `many` is not a whole number")]
    [InlineData("Steps", "1.5", "-p Steps=1.5: `1.5` is not a whole number")]
    [InlineData("Steps", "99999999999", "is not a whole number in range")]
    [InlineData("Rate", "0,1", "-p Rate=0,1: `0,1` is not a number")]
    [InlineData("Rate", "NaN", "`NaN` is not a number")]
    [InlineData("Tied", "yes", "`yes` is not true or false")]
    [InlineData("Kind", "Lage", "`Lage` is none of Small, Large; did you mean `Large`?")]
    [InlineData("Steps", "-1", "-p Steps=-1: Steps must be at least 1.")]
    [InlineData("Name", "\"; Environment.Exit(3); \"", null)]
    public async Task A_wrong_parameter_is_one_sentence(string name, string value, string? sentence)
    {
        var result = await _lesson.Code(Config, "parameters").Run(r => r with { Fast = true, Parameters = [(name, value)] });
        Assert.Equal(sentence is null ? 0 : 2, result.ExitCode);
        if (sentence is not null)
        {
            Assert.Contains(sentence, result.Error);
            Assert.DoesNotContain('\n', result.Error!);
        }
    }

    [Fact]
    public async Task A_lesson_without_the_wanted_method_or_cell_says_so()
    {
        using var bare = new LessonFixture();
        bare.Code("sealed record Config { public int Steps { get; init; } }\nvar config = new Config();", "parameters");
        Assert.Equal((2, "Lesson tiny takes no --text."), await Outcome(bare, r => r with { TextFile = "a.txt" }));
        Assert.Equal((2, "Lesson tiny takes no --fast."), await Outcome(bare, r => r with { Fast = true }));

        using var none = new LessonFixture();
        none.Code("1");
        Assert.Equal((2, "Lesson tiny takes no --text."), await Outcome(none, r => r with { TextFile = "a.txt" }));
        Assert.Equal((2, "Lesson tiny takes no parameters."), await Outcome(none, r => r with { Parameters = [("Steps", "1")] }));
        Assert.Equal((0, null), await Outcome(none, r => r with { Fast = true }));
    }

    [Fact]
    public async Task A_parameters_cell_without_a_config_is_told()
    {
        var outcome = await Outcome(_lesson.Code("var other = 1;", "parameters"), r => r with { Fast = true });
        Assert.Equal((2, true), (outcome.Item1, outcome.Item2!.Contains("defines no `config`")));
    }

    private static async Task<(int, string?)> Outcome(LessonFixture lesson, Func<RunRequest, RunRequest> change)
    {
        var result = await lesson.Run(change);
        return (result.ExitCode, result.Error);
    }
}
