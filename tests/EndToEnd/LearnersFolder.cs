using System.Text.Json;
using LlmWorkbook.Kernel.Notebooks;
using LlmWorkbook.Tests;

namespace LlmWorkbook.EndToEnd;

/// <summary>
/// A temporary folder that stands for the learner's: a checkout with one lesson, which may be saved with outputs, and a home for
/// Jupyter in which the kernel is installed. Nothing is written to the checkout or to the user's own home.
/// </summary>
internal sealed class LearnersFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("workbook-browser-").FullName;

    /// <param name="lesson">A lesson's file name, or a name for one to be written with <see cref="Write"/>.</param>
    public LearnersFolder(string lesson)
    {
        Lesson = lesson;
        Directory.CreateDirectory(Path.Combine(Checkout, "notebooks"));
        foreach (var shared in new[] { "artifacts", "data", ".vscode" })
            Directory.CreateSymbolicLink(Path.Combine(Checkout, shared), Path.Combine(Repository.Root, shared));
        var source = Path.Combine(Repository.Root, "notebooks", lesson);
        if (File.Exists(source))
            File.Copy(source, Notebook);
        var spec = Directory.CreateDirectory(Inside("jupyter", "kernels", ".net-csharp")).FullName;
        File.WriteAllText(Path.Combine(spec, "kernel.json"), JsonSerializer.Serialize(new
        {
            argv = new[] { Programs.DotNet, typeof(Notebook).Assembly.Location, "jupyter", "{connection_file}" },
            display_name = ".NET (C#)",
            language = "C#",
            interrupt_mode = "message",
        }));
        Environment = new()
        {
            ["JUPYTER_PATH"] = Inside("jupyter"),
            ["JUPYTER_DATA_DIR"] = Inside("jupyter-data"),
            ["JUPYTER_CONFIG_DIR"] = Inside("jupyter-config"),
            ["JUPYTER_RUNTIME_DIR"] = Inside("jupyter-runtime"),
            ["OMP_WAIT_POLICY"] = "passive",
        };
    }

    public string Lesson { get; }

    public string Checkout => Inside("workbook");

    public string Notebook => Path.Combine(Checkout, "notebooks", Lesson);

    /// <summary>What the programs started here must have in their environment.</summary>
    public Dictionary<string, string> Environment { get; }

    public string Inside(params string[] parts) => Path.Combine([_folder, .. parts]);

    /// <summary>Changes the lesson's text in one place, as a learner would who wants another value.</summary>
    public void Change(string text, string into)
    {
        var parts = File.ReadAllText(Notebook).Split(text);
        Assert.True(parts.Length == 2, $"{Lesson} has {parts.Length - 1} times: {text}");
        File.WriteAllText(Notebook, string.Join(into, parts));
    }

    /// <summary>Writes the lesson, from the sources of its code cells.</summary>
    public void Write(params string[] cells) => File.WriteAllText(Notebook, JsonSerializer.Serialize(new
    {
        cells = cells.Select((source, i) => new { cell_type = "code", id = $"cell-{i}", metadata = new { }, source, outputs = Array.Empty<object>(), execution_count = (int?)null }),
        metadata = new { kernelspec = new { name = ".net-csharp", display_name = ".NET (C#)", language = "C#" } },
        nbformat = 4,
        nbformat_minor = 5,
    }));

    public void Dispose()
    {
        foreach (var link in Directory.GetDirectories(Checkout).Where(d => new DirectoryInfo(d).LinkTarget is not null))
            Directory.Delete(link);
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException)
        {
            // A process that is ending still writes; the system's temporary folder is emptied by others.
        }
    }
}
