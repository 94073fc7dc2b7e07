using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using LlmWorkbook.Training;
using Microsoft.DotNet.Interactive;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Training;

public sealed class StopButtonTests : IDisposable
{
    private static readonly TrainingConfig Config = TinyRun.Config;

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
}
