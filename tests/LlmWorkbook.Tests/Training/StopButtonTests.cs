using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using LlmWorkbook.Training;
using Microsoft.DotNet.Interactive;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Training;

public sealed class StopButtonTests : IDisposable
{
    private static readonly TrainingConfig Config = new() { Steps = 30, BatchSize = 4, WarmupSteps = 3, EvaluateEvery = 10 };

    private readonly CancellationTokenSource stop = new();

    public StopButtonTests() => KernelInvocationContext.Current = new(stop.Token);

    public void Dispose()
    {
        KernelInvocationContext.Current = null;
        stop.Dispose();
    }

    [Fact]
    public void Stop_ends_a_run_between_two_steps_and_running_again_equals_one_run()
    {
        using var whole = new TinyRun();
        _ = whole.Trainer.Run(Config).ToList();
        using var stopped = new TinyRun();
        Assert.Throws<OperationCanceledException>(() => stopped.Trainer.Run(Config).Select(step =>
        {
            if (step.Step == 13)
                stop.Cancel();
            return step;
        }).ToList());
        Assert.Equal(13, stopped.Trainer.Step);
        KernelInvocationContext.Current = new(default);
        Assert.Equal(17, stopped.Trainer.Run(Config).Count());
        Assert.Equal(whole.Parameters(), stopped.Parameters());
    }

    [Fact]
    public void Without_a_running_cell_nothing_stops()
    {
        stop.Cancel();
        KernelInvocationContext.Current = null;
        using var run = new TinyRun();
        Assert.Equal(30, run.Trainer.Run(Config).Count());
    }

    [Fact]
    public void A_step_whose_validation_was_stopped_is_told_of()
    {
        using var run = new TinyRun();
        var steps = new List<StepMetrics>();
        run.BeforeValidation = stop.Cancel;
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (var step in run.Trainer.Run(Config))
                steps.Add(step);
        });
        Assert.Equal((10, 10, null), (run.Trainer.Step, steps.Count, steps[^1].ValidationLoss));
    }

    [Fact]
    public void Stop_ends_the_sampler_between_two_tokens()
    {
        using var run = new TinyRun();
        int seen = 0;
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (int _ in new Sampler(run.Model).Generate([1], 100))
                if (++seen == 3)
                    stop.Cancel();
        });
        Assert.Equal(3, seen);
    }

    [Fact]
    public void Stop_ends_the_loss_on_held_out_text_and_the_model_goes_on_in_its_mode()
    {
        using var run = new TinyRun();
        run.Model.train();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => HeldOut.Loss(run.Model, [.. Enumerable.Range(0, 100).Select(i => i % 11)], 8, run.Model.Device));
        Assert.True(run.Model.training);
    }

    private sealed class TinyRun : IDisposable
    {
        public TinyRun()
        {
            manual_seed(3);
            int[] text = [.. Enumerable.Range(0, 100).Select(i => i * i % 11)];
            Model = new Decoder(new() { VocabularySize = 11, BlockSize = 8, Layers = 1, Heads = 2, Width = 16 }, CPU);
            var windows = new CausalWindows(text, Config.BatchSize, 8, Config.Seed, CPU);
            Trainer = new Trainer(Model, b => NextTokenLoss.Mean(Model.call(b.Inputs), b.Targets), n => windows[n], () =>
            {
                BeforeValidation();
                return HeldOut.Loss(Model, text, 8, CPU);
            });
        }

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
}
