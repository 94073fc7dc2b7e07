using LlmWorkbook.Kernel.Notebooks;
using LlmWorkbook.Kernel.Running;

namespace LlmWorkbook.Tests.Notebooks;

/// <summary>Every lesson in <c>notebooks/</c>, as it is committed and as it runs at test scale.</summary>
public sealed class LessonTests
{
    public static TheoryData<string> Lessons => [.. Directory.EnumerateFiles(Folder, "*.ipynb", SearchOption.AllDirectories).Order().Select(p => Path.GetRelativePath(Folder, p))];

    private static string Folder => Path.Combine(Repository.Root, "notebooks");

    /// <summary>The kernel that <c>./workbook test</c> publishes, which starts quickly.</summary>
    private static string Kernel => Path.Combine(Repository.Root, "artifacts", "kernel", "LlmWorkbook.Kernel.dll");

    [Theory]
    [MemberData(nameof(Lessons))]
    public void The_committed_file_has_no_outputs(string lesson) =>
        Assert.All(Notebook.Read(Path.Combine(Folder, lesson)).Cells, c => Assert.Equal((0, null), (c.Outputs.Count, c.ExecutionCount)));

    [Theory]
    [MemberData(nameof(Lessons))]
    public void Code_cells_stay_short_and_few(string lesson)
    {
        var code = Notebook.Read(Path.Combine(Folder, lesson)).Cells.Where(c => c.IsCode).ToList();
        Assert.True(code.Count <= 18, $"{code.Count} code cells");
        Assert.All(code, c => Assert.True(c.Source.Split('\n').Length <= 24, $"a cell of {c.Source.Split('\n').Length} lines: {c.Source}"));
    }

    [Theory]
    [MemberData(nameof(Lessons))]
    public async Task It_runs_at_test_scale_shows_a_plot_and_ends_with_its_headline(string lesson)
    {
        var output = Path.Combine(Repository.Root, "artifacts", "test-notebooks", lesson);
        var request = new RunRequest(Path.Combine(Folder, lesson), output) { Fast = true, All = true, CellTimeout = TimeSpan.FromMinutes(5), Kernel = File.Exists(Kernel) ? Kernel : null };
        var result = await new NotebookRunner().RunAsync(request);
        Assert.Null(result.Error);
        Assert.Equal(0, result.ExitCode);

        var executed = Notebook.Read(output);
        if (executed.Cells.Any(c => c.Tags.Contains("headline")))
            Assert.Matches("[0-9]", result.Headline ?? "");
        Assert.Contains(executed.Cells.SelectMany(c => c.Outputs), o => o!["data"]?["text/html"] is { } html && html.ToJsonString().Contains("svg", StringComparison.Ordinal));
        Assert.DoesNotContain(executed.Cells.SelectMany(c => c.Outputs), o => (string?)o!["output_type"] == "error");
    }
}
