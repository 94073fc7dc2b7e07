using System.Diagnostics;

namespace LlmWorkbook.Tests.StandIns.TorchSharp;

/// <summary>Nothing that C# can write ends the process: every public member, called with what does not fit, in a child process.</summary>
public class FuzzTests
{
    [StandinOnlyFact]
    public void NoCallEndsTheProcess() => Fuzz(calls: 4000, seed: 1, TimeSpan.FromMinutes(3));

    [FullFact]
    public void NoCallEndsTheProcessInALongRun()
    {
        if (PackageSource.IsStandin)
            Fuzz(calls: 60_000, seed: 2, TimeSpan.FromMinutes(15));
    }

    private static void Fuzz(int calls, int seed, TimeSpan limit)
    {
        var last = Path.GetTempFileName();
        var program = Path.Combine(AppContext.BaseDirectory, "StandIns.Fuzz.dll");
        var start = new ProcessStartInfo("dotnet", [program, last, $"{calls}", $"{seed}"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var child = Process.Start(start)!;
        var output = child.StandardOutput.ReadToEndAsync();
        _ = child.StandardError.ReadToEndAsync();
        var ended = child.WaitForExit(limit);
        if (!ended)
            child.Kill();
        var call = File.ReadAllText(last);
        File.Delete(last);
        Assert.True(ended, $"hangs in {call}");
        Assert.True(child.ExitCode is 0 or 1, $"ended with {child.ExitCode} in {call}");
        Assert.True(child.ExitCode == 0, output.Result);
        Assert.Contains($"{calls} calls, 0 odd exceptions", output.Result, StringComparison.Ordinal);
    }
}
