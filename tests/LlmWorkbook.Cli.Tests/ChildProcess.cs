using System.Diagnostics;

namespace LlmWorkbook.Tests;

/// <summary>A program started by a test.</summary>
internal static class ChildProcess
{
    /// <summary>The commands as they are built, started without the script.</summary>
    public static string Workbook { get; } = Path.Combine(Repository.Root, "artifacts", "bin", "LlmWorkbook.Cli", "release", "workbook.dll");

    public static Process Start(string program, IEnumerable<string> arguments, string? folder = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    public static (int ExitCode, string Output, string Error) Run(string program, IEnumerable<string> arguments, string? folder = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = Start(program, arguments, folder, environment);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(3)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end");
        }
        return (process.ExitCode, output.Result, error.Result);
    }

    public static (int ExitCode, string Output, string Error) RunWorkbook(params string[] arguments) => Run("dotnet", [Workbook, .. arguments]);
}
