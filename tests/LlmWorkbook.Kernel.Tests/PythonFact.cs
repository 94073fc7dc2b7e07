using System.Diagnostics;

namespace LlmWorkbook.Kernel.Tests;

/// <summary>A test that needs a module of the system's Python: skipped, loudly, without it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : FactAttribute
{
    public const string Python = "/usr/bin/python3";

    public PythonFactAttribute(string module)
    {
        if (!Has(module))
            Skip = $"SKIPPED, NOT PASSED: {Python} has no module {module} (apt-get install -y python3-{module})";
    }

    private static bool Has(string module)
    {
        if (!File.Exists(Python))
            return false;
        using var python = Process.Start(new ProcessStartInfo(Python, ["-c", "import " + module]) { RedirectStandardError = true })!;
        python.WaitForExit();
        return python.ExitCode == 0;
    }
}
