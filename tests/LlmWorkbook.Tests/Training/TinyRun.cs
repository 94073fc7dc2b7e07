using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using LlmWorkbook.Training;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Training;

/// <summary>A model that trains in a second, on a text that it can learn.</summary>
internal sealed class TinyRun : IDisposable
{
    public static readonly TrainingConfig Config = new() { Steps = 30, BatchSize = 4, WarmupSteps = 3, EvaluateEvery = 10 };

    public TinyRun(Func<CausalWindows, long, Batch>? draw = null, Func<string, double>? rateFactor = null, bool isHalved = false, double dropout = 0)
    {
        manual_seed(3);
        int[] text = [.. Enumerable.Range(0, 600).Select(i => i * i % 11)];
        Model = new Decoder(new() { VocabularySize = 11, BlockSize = 8, Layers = 2, Heads = 2, Width = 16, Dropout = dropout }, CPU);
        var windows = new CausalWindows(text, Config.BatchSize, 8, Config.Seed, CPU);
        Trainer = new Trainer(Model, b => NextTokenLoss.Mean(Model.call(b.Inputs), b.Targets),
            n => draw is null ? windows[n] : draw(windows, n),
            () =>
            {
                BeforeValidation();
                return HeldOut.Loss(Model, text, 8, CPU);
            }, rateFactor)
        { HalvesBatches = isHalved };
    }

    /// <summary>Runs before each validation.</summary>
    public Action BeforeValidation { get; set; } = () => { };

    public Decoder Model { get; }

    public Trainer Trainer { get; }

    public double[] Parameters() =>
        [.. Model.named_parameters().OrderBy(p => p.name, StringComparer.Ordinal).SelectMany(p => p.parameter.detach().to_type(float64).flatten().data<double>().ToArray())];

    public void Dispose()
    {
        Trainer.Dispose();
        Model.Dispose();
    }
}
