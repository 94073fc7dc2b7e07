using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LlmWorkbook.Kernel.Notebooks;
using LlmWorkbook.Kernel.Running;
using LlmWorkbook.Tests;

namespace LlmWorkbook.Jupyter.Tests;

/// <summary>Every lesson through Jupyter's nbclient and through the headless runner: the same outputs, the same numbers to the last bit.</summary>
public sealed partial class LessonTests
{
    /// <summary>A last cell that shows the curve's final losses to the last bit.</summary>
    private const string Bits = """
        foreach (var point in new[] { curve.Points("train")[^1], curve.Points("validation")[^1] })
            Console.WriteLine($"bits {BitConverter.DoubleToInt64Bits(point.Y):x16}");
        """;

    /// <summary>With curves and without, with helper methods across cells, with text that grows while a cell runs.</summary>
    private static readonly string[] s_always = ["00", "04", "08"];

    public static TheoryData<string> Some => [.. All.Where(l => s_always.Contains(l[..2]))];

    public static TheoryData<string> Others => [.. All.Where(l => !s_always.Contains(l[..2]))];

    private static IEnumerable<string> All => Directory.EnumerateFiles(Notebooks, "*.ipynb").Order().Select(p => Path.GetFileName(p));

    private static string Notebooks => Path.Combine(Repository.Root, "notebooks");

    [PythonTheory("nbclient")]
    [MemberData(nameof(Some))]
    public Task A_lesson_gives_the_same_in_Jupyter_and_in_the_runner(string lesson) => GivesTheSameAsync(lesson);

    [FullTheory]
    [MemberData(nameof(Others))]
    public Task Every_other_lesson_gives_the_same_in_Jupyter_and_in_the_runner(string lesson) => GivesTheSameAsync(lesson);

    private static async Task GivesTheSameAsync(string lesson)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "test-jupyter", Path.GetFileNameWithoutExtension(lesson))).FullName;
        var (plain, byRunner, byJupyter) = (Path.Combine(folder, lesson), Path.Combine(folder, "runner.ipynb"), Path.Combine(folder, "jupyter.ipynb"));
        Prepare(Path.Combine(Notebooks, lesson), plain);
        File.Delete(byJupyter);

        var result = await new NotebookRunner().RunAsync(new RunRequest(plain, byRunner) { All = true, WorkingDirectory = Notebooks });
        Assert.Null(result.Error);
        using var python = PythonClient.Start(["execute_lesson.py", plain, byJupyter]);
        await python.WaitForExitAsync();
        Assert.Equal(0, python.ExitCode);

        var (ours, theirs) = (Outputs(byRunner), Outputs(byJupyter));
        if (CurveOf(Notebook.Read(plain)) is not null)
            Assert.Contains(ours, cell => cell.Any(o => o.Contains("bits ", StringComparison.Ordinal)));
        Assert.Equal(ours.Count, theirs.Count);
        for (var i = 0; i < ours.Count; i++)
            Assert.Equal(ours[i], theirs[i]);
    }

    /// <summary>The lesson at test scale, as the runner's --fast has it, with a last cell that shows bits.</summary>
    private static void Prepare(string lesson, string target)
    {
        var notebook = Notebook.Read(lesson);
        var parameters = notebook.Cells.FindIndex(c => c.Tags.Contains("parameters"));
        notebook.Cells.Insert(parameters + 1, Cell.Code("config = config.Fast();"));
        if (CurveOf(notebook) is { } curve)
            notebook.Cells.Add(Cell.Code(Bits.Replace("curve.", curve + ".", StringComparison.Ordinal)));
        notebook.Write(target);
    }

    /// <summary>The lesson's loss curve to which every step is added; null for a lesson that keeps none.</summary>
    private static string? CurveOf(Notebook notebook) =>
        notebook.Cells.Any(c => c.IsCode && c.Source.Contains("board.Add(step)", StringComparison.Ordinal)) ? "board.Loss" : null;

    /// <summary>Of each code cell, the outputs as type and text, without what differs from run to run.</summary>
    private static List<List<string>> Outputs(string path) =>
        [.. Notebook.Read(path).Cells.Where(c => c.IsCode).Select(c => Merged(c).Select(Describe).ToList())];

    /// <summary>The outputs with neighbouring pieces of one stream put together: where a stream is cut depends on the moment.</summary>
    private static List<JsonNode> Merged(Cell cell)
    {
        var merged = new List<JsonNode>();
        foreach (var output in cell.Outputs)
            if (merged.LastOrDefault() is { } last && (string?)output!["output_type"] == "stream" && (string?)last["output_type"] == "stream" && (string?)last["name"] == (string?)output["name"])
                last["text"] = Text(last["text"]) + Text(output["text"]);
            else
                merged.Add(output!.DeepClone());
        return merged;
    }

    private static string Describe(JsonNode output) => (string?)output["output_type"] switch
    {
        "stream" => $"{output["name"]}: {Timeless(Text(output["text"]))}",
        // A training board draws the speed, which differs; its losses are compared to the last bit below.
        "display_data" when Text(output["data"]?["text/html"]) is var html && html.Contains("workbook-board", StringComparison.Ordinal) && html.Contains("tokens/s", StringComparison.Ordinal) => "display_data: a training board",
        var type => $"{type}: {string.Join(" | ", (output["data"] as JsonObject ?? []).OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => $"{d.Key}: {Timeless(Text(d.Value))}"))}",
    };

    private static string Text(JsonNode? node) => node switch
    {
        JsonArray lines => string.Concat(lines.Select(l => (string?)l)),
        JsonObject json => Sorted(json).ToJsonString(),
        _ => node?.ToString() ?? "",
    };

    /// <summary>The same JSON with its names in order: nbformat writes them so.</summary>
    private static JsonNode Sorted(JsonNode node) => node switch
    {
        JsonObject o => new JsonObject(o.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, p.Value is null ? null : Sorted(p.Value)))),
        JsonArray a => new JsonArray([.. a.Select(v => v is null ? null : Sorted(v))]),
        _ => node.DeepClone(),
    };

    private static string Timeless(string text) => Address().Replace(Time().Replace(text, "TIME"), "");

    /// <summary>Seconds, and tokens per second.</summary>
    [GeneratedRegex(@"\s*[\d.,]+ (?:tokens/s|ms|s)\b")]
    private static partial Regex Time();

    /// <summary>Where the kernel serves plotly.js; the runner has no such address.</summary>
    [GeneratedRegex(@" data-parts=""[^""]*""")]
    private static partial Regex Address();
}
