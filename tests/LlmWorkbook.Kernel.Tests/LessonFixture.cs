using System.Text.Json.Nodes;
using LlmWorkbook.Kernel.Notebooks;
using LlmWorkbook.Kernel.Running;

namespace LlmWorkbook.Kernel.Tests;

/// <summary>A small lesson written for one test, in a folder of its own, and what running it gave.</summary>
public sealed class LessonFixture : IDisposable
{
    private readonly JsonArray _cells = [];
    private readonly string _name;

    public LessonFixture()
        : this(Directory.CreateTempSubdirectory("lesson").FullName, "tiny.ipynb")
    {
    }

    /// <summary>A second notebook in the folder of another; that one removes it.</summary>
    public LessonFixture(string folder, string name) => (Folder, _name) = (folder, name);

    public string Folder { get; }

    public string Output => Path.Combine(Folder, "executed", "tiny.ipynb");

    public List<RunProgress> Progress { get; } = [];

    public bool HasOutput
    {
        get
        {
            lock (Progress)
                return Progress.Exists(p => p.Stage == RunStage.Output);
        }
    }

    public LessonFixture Code(string source, params string[] tags) => Add("code", source, tags);

    public LessonFixture Markdown(string source) => Add("markdown", source, []);

    public async Task<RunResult> Run(Func<RunRequest, RunRequest>? change = null, CancellationToken cancel = default)
    {
        var request = new RunRequest(await Save(), Output) { CellTimeout = TimeSpan.FromSeconds(60) };
        return await new NotebookRunner().RunAsync(change?.Invoke(request) ?? request, new Collected(Progress), cancel);
    }

    /// <summary>Writes the notebook; gives its path.</summary>
    public async Task<string> Save()
    {
        var path = Path.Combine(Folder, _name);
        var notebook = new JsonObject { ["cells"] = _cells.DeepClone(), ["metadata"] = new JsonObject(), ["nbformat"] = 4, ["nbformat_minor"] = 5 };
        await File.WriteAllTextAsync(path, notebook.ToJsonString());
        return path;
    }

    /// <summary>The outputs of the code cell with this number.</summary>
    public JsonArray Outputs(int number) => Executed.Cells.Single(c => c.ExecutionCount == number).Outputs;

    public Notebook Executed => Notebook.Read(Output);

    /// <summary>The text of the first output of a MIME type.</summary>
    public string? Data(int number, string mimeType) =>
        Outputs(number).Select(o => o!["data"]?[mimeType]).FirstOrDefault(d => d is not null) is { } text ? Join(text) : null;

    public static string Join(JsonNode text) => text is JsonArray lines ? string.Concat(lines.Select(l => (string)l!)) : text.ToString();

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private LessonFixture Add(string kind, string source, string[] tags)
    {
        var cell = new JsonObject
        {
            ["cell_type"] = kind,
            ["id"] = $"cell-{_cells.Count}",
            ["metadata"] = new JsonObject { ["tags"] = new JsonArray([.. tags.Select(t => (JsonNode)t)]), ["kept"] = 1 },
            ["source"] = source,
        };
        if (kind == "code")
            (cell["outputs"], cell["execution_count"]) = (new JsonArray(), null);
        _cells.Add(cell);
        return this;
    }

    private sealed class Collected(List<RunProgress> list) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            lock (list)
                list.Add(value);
        }
    }
}
