using System.Diagnostics;

namespace LlmWorkbook.Tests;

/// <summary>A test that needs a module of the system's Python: skipped, loudly, without it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute(string module) => Skip = SystemPython.Lacks(module);
}

/// <summary>As <see cref="PythonFactAttribute"/>, for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonTheoryAttribute : TheoryAttribute
{
    public PythonTheoryAttribute(string module) => Skip = SystemPython.Lacks(module);
}

/// <summary>The Python that Debian's packages belong to; another one on the PATH may lack their modules.</summary>
internal static class SystemPython
{
    public const string Path = "/usr/bin/python3";

    /// <summary>Why a test that needs a module cannot run, or null.</summary>
    public static string? Lacks(string module) => Has(module) ? null
        : $"SKIPPED, NOT PASSED: {Path} has no module {module} (apt-get install -y {(module == "jupyter_client" ? "jupyter-client" : "python3-" + module.Replace('_', '-'))})";

    private static bool Has(string module)
    {
        if (!File.Exists(Path))
            return false;
        using var python = Process.Start(new ProcessStartInfo(Path, ["-c", "import " + module]) { RedirectStandardError = true })!;
        python.WaitForExit();
        return python.ExitCode == 0;
    }
}
