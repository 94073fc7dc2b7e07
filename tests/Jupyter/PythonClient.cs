using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using LlmWorkbook.Kernel.Notebooks;
using LlmWorkbook.Tests;

namespace LlmWorkbook.Jupyter.Tests;

/// <summary>Runs this folder's Python programs with a kernelspec of the kernel as it was built, in a folder of its own.</summary>
internal static class PythonClient
{
    public const string Python = "/usr/bin/python3";

    private static readonly Lazy<string> s_specs = new(WriteKernelspec);

    public static string File(string name) => Path.Combine(Repository.Root, "tests", "Jupyter", name);

    /// <summary>The kernelspec's folder, for <c>JUPYTER_PATH</c>.</summary>
    public static string Specs => s_specs.Value;

    public static Process Start(string[] arguments, string? folder = null)
    {
        var start = new ProcessStartInfo(Python, [File(arguments[0]), .. arguments[1..]])
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
            argv = new[] { Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath! : "dotnet", typeof(Notebook).Assembly.Location, "jupyter", "{connection_file}" },
            display_name = ".NET (C#)",
            language = "C#",
            interrupt_mode = "message",
        }));
        return folder;
    }

    /// <summary>Whether the system's Python has a module.</summary>
    public static bool Has(string module)
    {
        if (!System.IO.File.Exists(Python))
            return false;
        using var python = Process.Start(new ProcessStartInfo(Python, ["-c", "import " + module]) { RedirectStandardError = true })!;
        python.WaitForExit();
        return python.ExitCode == 0;
    }
}

/// <summary>A test that needs a module of the system's Python: skipped, loudly, without it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonTheoryAttribute : TheoryAttribute
{
    public PythonTheoryAttribute(string module, string package)
    {
        if (!PythonClient.Has(module))
            Skip = $"SKIPPED, NOT PASSED: {PythonClient.Python} has no module {module} (apt-get install -y {package})";
    }
}

/// <summary>As <see cref="PythonTheoryAttribute"/>, for one test.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute(string module, string package)
    {
        if (!PythonClient.Has(module))
            Skip = $"SKIPPED, NOT PASSED: {PythonClient.Python} has no module {module} (apt-get install -y {package})";
    }
}
