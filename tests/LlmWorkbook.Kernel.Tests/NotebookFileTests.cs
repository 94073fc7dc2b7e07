using System.Diagnostics;
using LlmWorkbook.Kernel.Notebooks;
using LlmWorkbook.Tests;

namespace LlmWorkbook.Kernel.Tests;

public sealed class NotebookFileTests : IDisposable
{
    private readonly LessonFixture _lesson = new();

    public void Dispose() => _lesson.Dispose();

    [Fact]
    public void What_is_not_known_survives_and_older_minor_versions_get_ids()
    {
        var notebook = Notebook.Parse("""
            {"cells":[{"cell_type":"markdown","metadata":{"mine":{"a":[1,2]}},"attachments":{"x.png":{}},"source":["# 今天\n","天气 <b>"]},{"cell_type":"code","source":"1","metadata":{},"outputs":[],"execution_count":null}],
            "metadata":{"kernelspec":{"name":".net-csharp","display_name":".NET (C#)"},"odd":true},"nbformat":4,"nbformat_minor":4,"extra":1}
            """);
        Assert.Equal("# 今天\n天气 <b>", notebook.Cells[0].Source);
        var json = notebook.ToJson();
        Assert.Contains("\"a\": [", json);
        Assert.Contains("今天", json);
        Assert.Contains("\"extra\": 1", json);
        Assert.Contains("\"nbformat_minor\": 5", json);
        Assert.Contains(".net-csharp", json);
        Assert.Contains("attachments", json);
        var ids = Notebook.Parse(json).Cells.Select(c => c.Id).ToList();
        Assert.Equal(2, ids.Distinct().Count());
        Assert.Equal(notebook.Cells.Select(c => c.Id), ids);
        Assert.Equal(json, Notebook.Parse(json).ToJson());
    }

    [PythonFact("nbformat")]
    public async Task An_executed_notebook_is_valid_nbformat()
    {
        await _lesson.Markdown("# Tiny").Code("record C { public C Fast() => this; } var config = new C();", "parameters")
            .Code("Console.WriteLine(\"out\"); Console.Error.WriteLine(\"err\"); display(1); display(\"{\\\"a\\\":[1]}\", \"application/vnd.x+json\"); 5").Code("#!html\n<b>b</b>").Code("2", "ablation")
            .Code("throw new Exception(\"x\");").Run(r => r with { Fast = true });
        using var python = Process.Start(new ProcessStartInfo(SystemPython.Path, ["-c", "import nbformat, sys; n = nbformat.read(sys.argv[1], 4); nbformat.validate(n); print(n.nbformat, n.nbformat_minor, len(n.cells), sum(len(c.get('outputs', [])) for c in n.cells))", _lesson.Output])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = await python.StandardOutput.ReadToEndAsync() + await python.StandardError.ReadToEndAsync();
        // The eighth output is the table of what the command line changed.
        Assert.Equal("4 5 7 8\n", said);
    }
}
