using System.Diagnostics;
using System.Text.Json;
using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Training;
using static TorchSharp.torch;

namespace LlmWorkbook.Benchmarks;

/// <summary>Runs ours and PyTorch in turn, each in a process of its own, on the same weights, batches and machine settings.</summary>
internal sealed class SideBySide(string verb, int alternations)
{
    private const string Python = "/usr/bin/python3";
    private readonly string folder = Directory.CreateTempSubdirectory("workbook-bench-").FullName;
    private readonly string scripts = Path.Combine(FindRoot(), "benchmarks", "pytorch");

    private sealed record Result(double TokensPerSecond, double PeakMegabytes, Dictionary<int, double> Losses, int[] Tokens);

    private static readonly Settings[] Models =
    [
        new() { Layers = 4, Heads = 4, Width = 128, Batch = 12, Block = 64 },
        new() { Layers = 6, Heads = 6, Width = 384, Batch = 8, Block = 256 },
    ];

    public int Run()
    {
        try
        {
            double ceiling = Json(Start(Python, [Path.Combine(scripts, "matmul.py")]).Last()).GetProperty("ceiling_gigaflops").GetDouble();
            Console.WriteLine($"matrix-multiply ceiling {ceiling:F0} GFLOP/s, {Environment.ProcessorCount} cores, {alternations} alternations\n");
            Console.WriteLine("| model | side | tokens/s, median (range) | of the ceiling | peak MB |");
            Console.WriteLine("|---|---|---|---|---|");
            return Models.All(model => Compare(model, ceiling)) ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    /// <summary>True if both sides computed the same thing.</summary>
    private bool Compare(Settings model, double ceiling)
    {
        bool train = verb == "train";
        var settings = Prepare(train
            ? model with { Steps = model.Width > 128 ? 55 : 310, StepsLeftOut = model.Width > 128 ? 5 : 10, LossEvery = 1 }
            : model with { Batch = 1, Sequences = model.Width > 128 ? 4 : 20 });
        string file = Path.Combine(folder, "settings.json");
        settings.Write(file);
        List<Result> ours = [], theirs = [];
        for (int i = 0; i < alternations; i++)
        {
            ours.Add(Read(Start(Environment.ProcessPath!, [.. Self(), verb, file])));
            theirs.Add(Read(Start(Python, [Path.Combine(scripts, verb + ".py"), file])));
        }
        Print(settings, "workbook", ours, train ? ceiling : null);
        Print(settings, "PyTorch", theirs, train ? ceiling : null);
        double ratio = Median(ours) / Median(theirs);
        double[] ratios = [.. ours.Zip(theirs, (a, b) => a.TokensPerSecond / b.TokensPerSecond).Order()];
        if (train)
        {
            double difference = Math.Abs(ours[^1].Losses[50] - theirs[^1].Losses[50]);
            Console.WriteLine($"\n{settings.Name}: ratio of medians {ratio:F2} (pairs {ratios[0]:F2} to {ratios[^1]:F2}); losses at step 50: {ours[^1].Losses[50]:F5} and {theirs[^1].Losses[50]:F5}, difference {difference:E1}\n");
            return difference <= 1e-3 || Fail("The losses at step 50 differ by more than 1e-3: the two sides do not train the same model.");
        }
        bool same = ours[^1].Tokens.SequenceEqual(theirs[^1].Tokens);
        Console.WriteLine($"\n{settings.Name}: ratio of medians {ratio:F2} (pairs {ratios[0]:F2} to {ratios[^1]:F2}); same tokens: {(same ? "yes" : "no")}\n");
        return same || Fail("The two sides wrote different tokens.");
    }

    /// <summary>Writes the initial weights and the batches that both sides read.</summary>
    private Settings Prepare(Settings settings)
    {
        manual_seed(1337);
        using var model = new Decoder(settings.Model, CPU);
        string weights = Path.Combine(folder, "weights.safetensors"), batches = Path.Combine(folder, "batches.bin");
        Safetensors.Save(weights, model.state_dict().Select(p => (p.Key, p.Value)));
        var random = new SplitMix64(1337);
        using (var writer = new BinaryWriter(File.Create(batches)))
        {
            // Text-like: each token leans on the one before, so that there is something to learn.
            for (int batch = 0; batch < 20; batch++)
            {
                long[] text = new long[settings.Batch * settings.Block + 1];
                for (int i = 1; i < text.Length; i++)
                    text[i] = random.NextDouble() < 0.7 ? text[i - 1] * 7 % settings.Vocabulary + 1 : random.Next(settings.Vocabulary);
                foreach (int shift in (int[])[0, 1])
                    for (int i = 0; i < text.Length - 1; i++)
                        writer.Write(text[i + shift] % settings.Vocabulary);
            }
        }
        return settings with { Weights = weights, Batches = verb == "train" ? batches : null, Attention = "explicit", Foreach = true };
    }

    private static void Print(Settings settings, string side, List<Result> results, double? ceiling)
    {
        double median = Median(results);
        string share = ceiling is { } gigaflops ? $"{median * settings.FlopsPerToken / 1e9 / gigaflops:P0}" : "";
        Console.WriteLine($"| {settings.Name} | {side} | {median:N0} ({results.Min(r => r.TokensPerSecond):N0} to {results.Max(r => r.TokensPerSecond):N0}) | {share} | {results.Max(r => r.PeakMegabytes):F0} |");
    }

    private static double Median(List<Result> results) => results.Select(r => r.TokensPerSecond).Order().ElementAt(results.Count / 2);

    private static Result Read(IReadOnlyList<string> lines)
    {
        var last = Json(lines[^1]);
        var losses = lines.Select(Json).Where(l => l.TryGetProperty("loss", out _)).ToDictionary(l => l.GetProperty("step").GetInt32(), l => l.GetProperty("loss").GetDouble());
        int[] tokens = last.TryGetProperty("last", out var made) ? [.. made.EnumerateArray().Select(t => t.GetInt32())] : [];
        return new(last.GetProperty("tokens_per_second").GetDouble(), last.GetProperty("peak_megabytes").GetDouble(), losses, tokens);
    }

    /// <summary>The lines of JSON that a child prints; both sides get the same environment.</summary>
    private static List<string> Start(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        start.Environment.Remove("OMP_WAIT_POLICY");
        start.Environment["MALLOC_MMAP_THRESHOLD_"] = "1073741824";
        start.Environment["MALLOC_TRIM_THRESHOLD_"] = "1073741824";
        using var process = Process.Start(start)!;
        List<string> lines = [.. process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l[0] == '{')];
        process.WaitForExit();
        return process.ExitCode == 0 && lines.Count > 0 ? lines
            : throw new WorkbookException($"The benchmark's process '{Path.GetFileName(program)} {string.Join(' ', arguments.Select(Path.GetFileName))}' failed (exit code {process.ExitCode}); its message is above.");
    }

    /// <summary>How this program starts itself: nothing for an executable, its assembly for the dotnet host.</summary>
    private static string[] Self() => Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet" ? [typeof(SideBySide).Assembly.Location] : [];

    private static JsonElement Json(string line) => JsonDocument.Parse(line).RootElement;

    private static bool Fail(string sentence)
    {
        Console.Error.WriteLine(sentence);
        return false;
    }

    private static string FindRoot()
    {
        for (var d = new DirectoryInfo(AppContext.BaseDirectory); d is not null; d = d.Parent)
            if (File.Exists(Path.Combine(d.FullName, "Workbook.slnx")))
                return d.FullName;
        throw new WorkbookException("The benchmarks lie outside the workbook's folder; start them with ./workbook bench.");
    }
}
