using LlmWorkbook.Kernel.Notebooks;
using LlmWorkbook.Kernel.Running;

namespace LlmWorkbook.Kernel.Tests.Languages;

public sealed class DibTests : IDisposable
{
    private const string Text = """
        #!meta

        {"kernelInfo":{"defaultKernelName":"csharp","items":[{"aliases":["telemetry"],"name":"kql-telemetry"}]}}

        #!markdown

        # Title

        #!csharp

        #!time
        var x = 1;

        #!html

        <b>x</b>

        #!kql-telemetry

        what | ever

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("dib").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Cells_languages_and_magics_are_read_and_written_again()
    {
        var path = Path.Combine(_folder, "a.dib");
        File.WriteAllText(path, Text);
        var notebook = Notebook.Read(path);
        Assert.Equal(
            [("markdown", "# Title", null), ("code", "#!time\nvar x = 1;", null), ("code", "<b>x</b>", "html"), ("code", "what | ever", "kql-telemetry")],
            notebook.Cells.Select(c => (c.Kind, c.Source, CellLanguage.Of(c))));
        notebook.Write(path);
        Assert.Equal(Text, File.ReadAllText(path));
        Assert.DoesNotContain("outputs", File.ReadAllText(path));
    }

    [Fact]
    public void A_file_without_meta_is_csharp_and_one_with_a_broken_meta_is_told()
    {
        File.WriteAllText(Path.Combine(_folder, "a.dib"), "1 + 1\n#!f#\nlet x = 1");
        Assert.Equal([("1 + 1", null), ("let x = 1", "fsharp")], Notebook.Read(Path.Combine(_folder, "a.dib")).Cells.Select(c => (c.Source, CellLanguage.Of(c))));
        File.WriteAllText(Path.Combine(_folder, "b.dib"), "#!meta\n{broken\n#!csharp\n1");
        Assert.Contains("#!meta is not valid JSON", Assert.Throws<FormatException>(() => Notebook.Read(Path.Combine(_folder, "b.dib"))).Message);
    }

    [Fact]
    public async Task A_dib_file_runs_like_a_notebook()
    {
        var (path, output) = (Path.Combine(_folder, "a.dib"), Path.Combine(_folder, "out.ipynb"));
        File.WriteAllText(path, "#!csharp\nvar x = 20;\n#!html\n<b>x</b>\n#!csharp\n2 * x");
        Assert.Null((await new NotebookRunner().RunAsync(new RunRequest(path, output))).Error);
        Assert.Equal(["<b>x</b>", "<pre>40</pre>"], Notebook.Read(output).Cells.SelectMany(c => c.Outputs).Select(o => LessonFixture.Join(o!["data"]!["text/html"]!)));
    }
}
