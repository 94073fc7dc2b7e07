using System.Diagnostics;
using Xunit.Abstractions;

namespace LlmWorkbook.Tests.Training;

/// <summary>
/// A run that is killed at any moment and started again ends with the parameters of one that was left alone, bit for bit.
/// Every second kill waits for a save and hits it half-way.
/// </summary>
public sealed class CheckpointKillTests(ITestOutputHelper output) : IDisposable
{
    private const int Steps = 120;
    private const int SaveEvery = 10;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void SixKillsLeaveNoTrace() => KillAndResume(6);

    [FullFact]
    public void TwentyKillsLeaveNoTrace() => KillAndResume(20);

    private void KillAndResume(int kills)
    {
        var (undisturbed, lines) = RunToTheEnd(folder.File("undisturbed"));
        Assert.Equal(Steps, lines.Count(line => line.StartsWith("step ")));
        var random = new Random(42);
        for (var kill = 0; kill < kills; kill++)
        {
            var run = folder.File($"run-{kill}");
            var inSave = kill % 2 == 1;
            Kill(run, inSave, random);
            var (parameters, after) = RunToTheEnd(run);
            Assert.Equal(undisturbed, parameters);
            output.WriteLine($"    started again: {after[0]}; the same parameters at step {Steps}");
        }
    }

    /// <summary>Kills until one kill is seen to have hit what it aimed at; the folder then holds what that kill left.</summary>
    private void Kill(string run, bool inSave, Random random)
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            if (Directory.Exists(run))
                Directory.Delete(run, recursive: true);
            var fromStep = random.Next(1, Steps - 40);
            var pause = TimeSpan.FromMicroseconds(random.Next(4000));
            var lines = new List<string>();
            using (var process = Start(run))
            {
                while (process.StandardOutput.ReadLine() is { } line)
                {
                    lines.Add(line);
                    if (line == $"step {fromStep}")
                        break;
                }
                while (inSave && !process.HasExited && !HalfSaved(run))
                    Thread.SpinWait(20);
                for (var clock = Stopwatch.StartNew(); clock.Elapsed < pause;)
                    Thread.SpinWait(20);
                process.Kill(); // SIGKILL
                lines.AddRange(process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries));
                process.WaitForExit();
                if (process.ExitCode == 0 || lines.Any(line => line.StartsWith("parameters ")) || (inSave && !HalfSaved(run)))
                    continue;
                if (!OperatingSystem.IsWindows())
                    Assert.Equal(128 + 9, process.ExitCode);
            }
            var taken = lines.Count(line => line.StartsWith("step "));
            Assert.InRange(taken, fromStep, Steps - 1);
            output.WriteLine($"killed after step {taken} of {Steps}, {(HalfSaved(run) ? "in the middle of a save" : "between two saves")}");
            return;
        }
        Assert.Fail("20 kills, and none of them hit: the run was over, or the save complete, each time.");
    }

    private static bool HalfSaved(string run) => Directory.Exists(run) && Directory.EnumerateDirectories(run, ".tmp-step-*").Any();

    private static (string Parameters, List<string> Lines) RunToTheEnd(string run)
    {
        using var process = Start(run);
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return (Assert.Single(lines, line => line.StartsWith("parameters ")), lines);
    }

    private static Process Start(string run)
    {
        var target = Path.Combine(AppContext.BaseDirectory, "KillTarget.dll");
        var start = new ProcessStartInfo("dotnet", [target, run, $"{Steps}", $"{SaveEvery}"]) { RedirectStandardOutput = true };
        start.Environment["OMP_NUM_THREADS"] = "1"; // the same order of additions in every run
        return Process.Start(start)!;
    }
}
