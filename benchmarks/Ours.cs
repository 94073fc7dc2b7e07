using System.Diagnostics;
using System.Text.Json;
using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using LlmWorkbook.Training;
using static TorchSharp.torch;

namespace LlmWorkbook.Benchmarks;

/// <summary>The workbook's side of a measurement: prints the same JSON lines as the scripts in <c>pytorch/</c>.</summary>
internal static class Ours
{
    public static void Train(Settings s)
    {
        using var model = Load(s);
        long[] tokens = ReadLongs(s.Batches!);
        int perBatch = s.Batch * s.Block, count = tokens.Length / (2 * perBatch);
        Tensor Part(long step, int half) => tensor(
            tokens.AsSpan((int)(step % count) * 2 * perBatch + half * perBatch, perBatch).ToArray(), [s.Batch, s.Block], device: model.Device);
        using var trainer = new Trainer(model, b => NextTokenLoss.Mean(model.call(b.Inputs), b.Targets), n => new Batch(Part(n, 0), Part(n, 1)));
        var clock = new Stopwatch();
        foreach (var step in trainer.Run(s.Training))
        {
            Say(new { step = step.Step, loss = step.Loss });
            if (step.Step == s.StepsLeftOut)
                clock.Start();
        }
        int measured = s.Steps!.Value - s.StepsLeftOut!.Value;
        Say(new { tokens_per_second = measured * perBatch / clock.Elapsed.TotalSeconds, peak_megabytes = PeakMegabytes(), threads = get_num_threads() });
    }

    public static void Decode(Settings s)
    {
        using var model = Load(s);
        var sampler = new Sampler(model);
        List<int> Sequence() => [.. sampler.Generate([0], s.Block - 1, new() { Temperature = 0 })];
        for (int i = 0; i < 2; i++)
            Sequence();
        var clock = Stopwatch.StartNew();
        List<int> last = [];
        for (int i = 0; i < s.Sequences; i++)
            last = Sequence();
        Say(new { tokens_per_second = s.Sequences!.Value * last.Count / clock.Elapsed.TotalSeconds, last, peak_megabytes = PeakMegabytes(), threads = get_num_threads() });
    }

    private static Decoder Load(Settings s)
    {
        var model = new Decoder(s.Model);
        Safetensors.LoadInto(s.Weights!, model.state_dict());
        return model;
    }

    private static long[] ReadLongs(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        var values = new long[bytes.Length / sizeof(long)];
        Buffer.BlockCopy(bytes, 0, values, 0, bytes.Length);
        return values;
    }

    /// <summary>Largest resident memory of this process so far (Linux: VmHWM).</summary>
    private static double PeakMegabytes() => OperatingSystem.IsLinux()
        ? long.Parse(File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024.0
        : Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0;

    private static void Say(object line) => Console.WriteLine(JsonSerializer.Serialize(line));
}
