using LlmWorkbook.Cli;
using LlmWorkbook.Cli.Run;
using LlmWorkbook.Kernel.Running;

namespace LlmWorkbook.Tests;

public sealed class LessonTests : IDisposable
{
    private readonly TemporaryCheckout _checkout = new();

    public LessonTests()
    {
        foreach (var name in new[] { "04-autoregressive", "00-start-here", "05-denoising", "05-masked" })
            _checkout.Write($"notebooks/{name}.ipynb", "{}");
    }

    public void Dispose() => _checkout.Dispose();

    private IReadOnlyList<string> Find(params string[] wanted) => new LessonCatalog(_checkout.Workspace).Find(wanted);

    [Theory]
    [InlineData("04-autoregressive")]
    [InlineData("04-AUTOREGRESSIVE")]
    [InlineData("04")]
    [InlineData("4")]
    [InlineData("04-auto")]
    [InlineData("notebooks/04-autoregressive.ipynb")]
    public void A_lesson_is_found_by_name_number_or_beginning(string wanted) => Assert.Equal(["04-autoregressive"], Find(wanted));

    [Theory]
    [InlineData("06", "06-fine-tuning")]
    [InlineData("6", "06-fine-tuning")]
    [InlineData("06b", "06b-classic-heads")]
    public void A_number_is_the_lesson_s_own_and_not_of_one_that_goes_with_it(string wanted, string lesson)
    {
        _checkout.Write("notebooks/06-fine-tuning.ipynb", "{}");
        _checkout.Write("notebooks/06b-classic-heads.ipynb", "{}");
        Assert.Equal([lesson], Find(wanted));
    }

    [Fact]
    public void None_named_means_all_in_order() =>
        Assert.Equal(["00-start-here", "04-autoregressive", "05-denoising", "05-masked"], Find());

    [Fact]
    public void Two_meanings_are_both_named() =>
        Assert.Contains("05-denoising or 05-masked", Assert.Throws<CliException>(() => Find("05")).Message);

    [Fact]
    public void An_unknown_lesson_is_answered_with_the_nearest()
    {
        var e = Assert.Throws<CliException>(() => Find("04-autoregression"));
        Assert.Equal(2, e.ExitCode);
        Assert.Contains("did you mean 04-autoregressive", e.Message);
    }

    [Fact]
    public void A_parameter_is_split_at_its_first_equals_sign() =>
        Assert.Equal(("Prompt", "a=b"), LessonOptions.ParseParameter("Prompt=a=b"));

    [Fact]
    public void Printed_pieces_come_out_as_whole_indented_lines_before_the_next_cell()
    {
        List<string> lines = [];
        var progress = new LessonProgress(lines.Add, news => lines.Add($"cell {news.Cell}"));
        void Report(RunStage stage, int cell, string text = "") => progress.Report(new RunProgress(stage, cell, 2, "", text, TimeSpan.Zero));
        Report(RunStage.CellStarted, 1);
        Report(RunStage.Output, 1, "lo");
        Report(RunStage.Output, 1, "ss 1\nloss 2");
        Report(RunStage.CellStarted, 2);
        Assert.Equal(["cell 1", "    loss 1", "    loss 2", "cell 2"], lines);
    }

    private CellTimes Times(string name, params double[] seconds)
    {
        var file = _checkout[$"artifacts/times/{name}.json"];
        if (seconds.Length > 0)
            new CellTimes(file).Keep([.. seconds.Select((s, i) => new CellTime(i + 1, "", TimeSpan.FromSeconds(s)))]);
        return new CellTimes(file);
    }

    private static RunProgress Cell(int number, int total, double elapsed) => new(RunStage.CellStarted, number, total, "", "", TimeSpan.FromSeconds(elapsed));

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    [Fact]
    public void The_time_left_is_told_for_the_lesson_and_for_all_that_are_still_to_come()
    {
        var clock = new RunClock([Times("a", 5, 15), Times("b", 10, 20), Times("c", 60)]);
        clock.Begin(Cell(1, 2, 0));
        Assert.Equal("about 20 s left, 1 min 50 s in all", clock.Show(Seconds(0)));
        clock.Begin(Cell(2, 2, 6));
        Assert.Equal("about 15 s left, 1 min 45 s in all", clock.Show(Seconds(6)));
        Assert.Equal("about 5.0 s left, 1 min 35 s in all", clock.Show(Seconds(16)));
        Assert.Equal("about 0.0 s left, 1 min 30 s in all", clock.Show(Seconds(100)));
        Assert.Equal(0.25, clock.Share(Seconds(5.25)), 0.03);
        clock.End(Seconds(22));
        Assert.Equal("", clock.Show(Seconds(0)));
        clock.Begin(Cell(2, 2, 10));
        Assert.Equal("about 20 s left, 1 min 20 s in all", clock.Show(Seconds(10)));
        clock.End(Seconds(30));
        clock.Begin(Cell(1, 1, 0));
        Assert.Equal("about 1 min 00 s left", clock.Show(Seconds(0)));
    }

    [Fact]
    public void A_lesson_that_never_ran_is_taken_to_last_as_long_as_the_others()
    {
        var clock = new RunClock([Times("a"), Times("b", 40), Times("never")]);
        clock.Begin(Cell(1, 4, 0));
        Assert.Equal("", clock.Show(Seconds(0)));
        clock.Begin(Cell(2, 4, 10));
        Assert.Equal("about 30 s left, 1 min 50 s in all", clock.Show(Seconds(10)));
        Assert.Equal(0.25, clock.Share(Seconds(10)), 0.001);
        clock.End(Seconds(20));
        clock.Begin(Cell(1, 1, 0));
        Assert.Equal("about 40 s left, 1 min 10 s in all", clock.Show(Seconds(0)));
    }

    [Fact]
    public void Runs_with_other_options_keep_other_times()
    {
        LessonOptions[] kinds = [new(), new() { Fast = true }, new() { All = true }, new() { TextFile = "/a/b" }, new() { Parameters = [("Steps", "1")] }, new() { Parameters = [("Steps", "2")] }];
        var names = kinds.Select(k => k.Kind("04")).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.Equal(names[^1], kinds[^1].Kind("04"));
        Assert.All(names, n => Assert.DoesNotContain('/', n));
    }

    [Fact]
    public void The_time_left_comes_from_the_last_run_of_the_same_length()
    {
        var file = _checkout["artifacts/times/04.json"];
        Assert.Null(new CellTimes(file).Left(1, 3, TimeSpan.Zero));
        Assert.Equal(TimeSpan.FromSeconds(4), new CellTimes(file).Left(2, 3, TimeSpan.FromSeconds(2)));
        new CellTimes(file).Keep([.. new[] { 1.0, 2.0, 30.0 }.Select((s, i) => new CellTime(i + 1, "", TimeSpan.FromSeconds(s)))]);
        Assert.Equal(TimeSpan.FromSeconds(32), new CellTimes(file).Left(2, 3, TimeSpan.FromSeconds(2)));
        File.WriteAllText(file, "[1, 2");
        Assert.Null(new CellTimes(file).Left(1, 3, TimeSpan.Zero));
    }
}
