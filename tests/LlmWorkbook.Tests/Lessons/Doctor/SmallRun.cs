using LlmWorkbook.Data;
using LlmWorkbook.Lessons;
using LlmWorkbook.Metrics;
using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using LlmWorkbook.Training;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Lessons.Doctor;

/// <summary>A run of about a second on small talk, healthy unless something is done to it.</summary>
internal sealed record SmallRun
{
    public double Rate { get; init; } = 0.01;

    public int Steps { get; init; } = 300;

    public int BatchSize { get; init; } = 8;

    public int Layers { get; init; } = 1;

    public int Characters { get; init; } = 20_000;

    public int Seed { get; init; } = 1;

    /// <summary>Changes a batch, or the model, before step n + 1.</summary>
    public Func<Decoder, Batch, long, Batch> Spoil { get; init; } = (_, batch, _) => batch;

    /// <summary>Changes the loss of a batch.</summary>
    public Func<Tensor, Tensor> Bend { get; init; } = loss => loss;

    /// <summary>Trains and asks the doctor.</summary>
    public Diagnosis Examine(PairedExcess? excess = null)
    {
        manual_seed(Seed);
        var corpus = TextCorpus.FromText(Grammar.Everyday().WriteMany(Characters, Seed), 32, "the small talk");
        int vocabulary = corpus.Tokenizer.VocabularySize;
        using var model = new Decoder(new() { VocabularySize = vocabulary, BlockSize = 32, Layers = Layers, Heads = 2, Width = 32 }, CPU);
        var windows = new CausalWindows(corpus.Train, BatchSize, 32, Seed, CPU);
        var watch = new NanWatch(model);
        using var trainer = new Trainer(model, watch.Over(b => Bend(NextTokenLoss.Mean(model.call(b.Inputs), b.Targets))),
            n => Spoil(model, windows[n], n), () => HeldOut.Loss(model, corpus.Validation, 32, CPU, 30));
        var run = trainer.Run(new() { Steps = Steps, LearningRate = Rate, MinLearningRate = Rate / 10, WarmupSteps = 20, EvaluateEvery = Steps / 6 }).ToList();
        return LossDoctor.Examine(run, vocabulary, excess: excess, nan: watch);
    }
}
