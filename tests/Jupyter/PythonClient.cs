using System.Diagnostics;
using System.Text.Json;
using LlmWorkbook.Kernel.Notebooks;
using LlmWorkbook.Tests;

namespace LlmWorkbook.Jupyter.Tests;

/// <summary>Runs this folder's Python programs with a kernelspec of the kernel as it was built, in a folder of its own.</summary>
internal static class PythonClient
{
    private static readonly Lazy<string> s_specs = new(WriteKernelspec);

    public static string File(string name) => Path.Combine(Repository.Root, "tests", "Jupyter", name);

    /// <summary>The kernelspec's folder, for <c>JUPYTER_PATH</c>.</summary>
    public static string Specs => s_specs.Value;

    public static Process Start(string[] arguments, string? folder = null)
    {
        var start = new ProcessStartInfo(SystemPython.Path, [File(arguments[0]), .. arguments[1..]])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder ?? Path.Combine(Repository.Root, "notebooks"),
        };
        start.Environment["JUPYTER_PATH"] = Specs;
        start.Environment["PYTHONWARNINGS"] = "ignore";
        start.Environment["PYTHONUNBUFFERED"] = "1";
        return Process.Start(start)!;
    }

    private static string WriteKernelspec()
    {
        var folder = Path.Combine(Repository.Root, "artifacts", "test-jupyter");
        var spec = Path.Combine(folder, "kernels", ".net-csharp");
        Directory.CreateDirectory(spec);
        System.IO.File.WriteAllText(Path.Combine(spec, "kernel.json"), JsonSerializer.Serialize(new
        {
            argv = new[] { "dotnet", typeof(Notebook).Assembly.Location, "jupyter", "{connection_file}" },
            display_name = ".NET (C#)",
            language = "C#",
            interrupt_mode = "message",
        }));
        return folder;
    }
}
