using System.Globalization;
using System.Text.Json.Nodes;
using LlmWorkbook.Kernel.Notebooks;
using LlmWorkbook.Kernel.Running;
using Xunit.Abstractions;

namespace LlmWorkbook.Tests.Notebooks;

/// <summary>Changing a hyper-parameter and running the training cells again, for an hour.</summary>
public sealed class RerunTests(ITestOutputHelper output)
{
    private const int Runs = 20;

    [FullFact]
    public async Task Training_again_with_other_settings_leaves_memory_as_it_was()
    {
        var lesson = Notebook.Read(Path.Combine(Repository.Root, "notebooks", "04-autoregressive.ipynb")).Cells.Where(c => c.IsCode).Select(c => c.Source).ToList();
        string Cell(string start) => lesson.Single(s => s.StartsWith(start, StringComparison.Ordinal));
        List<string> cells = [Cell("#r ").Replace("../", Repository.Root + "/", StringComparison.Ordinal), "var config = new AutoregressiveConfig().Fast() with { Layers = 4, Width = 256, Steps = 4 };", Cell("var text")];
        for (var run = 0; run < Runs; run++)
        {
            cells.Add($"config = config with {{ LearningRate = 1e-3 * ({run} % 3 + 1), Width = 256 - {run} % 2 * 32 }};");
            cells.AddRange([Cell("manual_seed"), Cell("var view")]);
            cells.Add("Console.WriteLine($\"MiB {Environment.WorkingSet >> 20}\");");
        }
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "test-notebooks")).FullName;
        var (input, executed) = (Path.Combine(folder, "rerun.ipynb"), Path.Combine(folder, "rerun-executed.ipynb"));
        File.WriteAllText(input, new JsonObject
        {
            ["cells"] = new JsonArray([.. cells.Select((source, i) => new JsonObject
            {
                ["cell_type"] = "code", ["id"] = $"cell-{i}", ["metadata"] = new JsonObject(), ["source"] = source, ["outputs"] = new JsonArray(), ["execution_count"] = null,
            })]),
            ["metadata"] = new JsonObject(),
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        }.ToJsonString());
        Assert.Null((await new NotebookRunner().RunAsync(new RunRequest(input, executed) { CellTimeout = TimeSpan.FromMinutes(5) })).Error);

        var memory = Notebook.Read(executed).Cells.Select(c => c.StandardOutput).Where(t => t.StartsWith("MiB ", StringComparison.Ordinal)).Select(t => int.Parse(t[4..], CultureInfo.InvariantCulture)).ToList();
        output.WriteLine(string.Join(' ', memory));
        Assert.Equal(Runs, memory.Count);
        Assert.InRange(memory[^1], 0, 1.1 * memory[0]);
    }
}
