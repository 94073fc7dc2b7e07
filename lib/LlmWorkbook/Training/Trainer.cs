using System.Diagnostics;
using System.Text.Json;
using LlmWorkbook.Data;
using LlmWorkbook.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Training;

/// <summary>
/// Trains a model in a plain loop: <c>foreach (var step in trainer.Run(config))</c>. Leaving the loop keeps the model, the
/// optimiser and the step; running it again goes on from there.
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly Func<Batch, Tensor> objective;
    private readonly Func<long, Batch> batches;
    private readonly Func<double>? validate;
    private readonly Parameter[] parameters;
    private readonly IReadOnlyList<(bool Decays, double Factor)> groups;
    private readonly List<double[]> losses = [];
    private readonly bool drops;
    private double seconds;

    /// <summary>A trainer at step 0.</summary>
    /// <param name="model">The model whose parameters are trained; stays the caller's.</param>
    /// <param name="objective">Mean loss of a batch, a scalar tensor: the only thing that knows what is being learned.</param>
    /// <param name="batches">Batch number n; the same number always gives the same batch, so a run can resume.</param>
    /// <param name="validate">Loss on held-out data in nats per token; null if there is none.</param>
    /// <param name="rateFactor">By what the learning rate of the parameter of that name is multiplied; 1 for all if null.</param>
    public Trainer(Module model, Func<Batch, Tensor> objective, Func<long, Batch> batches, Func<double>? validate = null, Func<string, double>? rateFactor = null)
    {
        (Model, this.objective, this.batches, this.validate) = (model, objective, batches, validate);
        drops = model.modules().OfType<Dropout>().Any(dropout => dropout.p > 0);
        var trained = model.named_parameters().Where(p => p.parameter.requires_grad).ToList();
        parameters = [.. trained.Select(p => p.parameter)];
        // Matrices decay, biases and norms do not. Rates are set from the configuration before each step.
        var grouped = trained.GroupBy(p => (Decays: p.parameter.dim() >= 2, Factor: rateFactor?.Invoke(p.name) ?? 1), p => p.parameter)
            .OrderByDescending(g => g.Key).ToList();
        groups = [.. grouped.Select(g => g.Key)];
        Optimizer = optim.AdamW([.. grouped.Select(g => new AdamW.ParamGroup(g))]);
    }

    /// <summary>The model in training.</summary>
    public Module Model { get; }

    /// <summary>Its optimiser: first the matrices, which decay, then the rest; a group for each factor of the learning rate.</summary>
    public AdamW Optimizer { get; }

    /// <summary>Optimiser steps taken.</summary>
    public int Step { get; internal set; }

    /// <summary>Tokens seen.</summary>
    public long Tokens { get; internal set; }

    /// <summary>What the run has cost so far, with its training loss.</summary>
    public TrainingHistory History => new(Tokens, seconds, 6.0 * parameters.Sum(p => p.numel()) * Tokens, TrainingHistory.Thinned(losses));

    /// <summary>Batches drawn: the data cursor.</summary>
    public long BatchesDrawn { get; internal set; }

    /// <summary>
    /// Whether a batch is worked on in two halves side by side, each with half of the cores: the same gradient, sooner. For objectives that
    /// are a mean over the targets; they are then called from two threads at once. With dropout batches stay whole, as both halves would draw
    /// from one generator and no run would be like another.
    /// </summary>
    public bool HalvesBatches { get; init; }

    /// <summary>Takes a checkpoint every <see cref="TrainingConfig.CheckpointEvery"/> steps and after the last; null if none are wanted.</summary>
    public CheckpointStore? Checkpoints { get; init; }

    /// <summary>Gives model, optimiser, random state, step and data cursor the values of <paramref name="checkpoint"/>.</summary>
    /// <exception cref="WorkbookException">It is of another model; nothing has changed.</exception>
    public void Resume(Checkpoint checkpoint)
    {
        checkpoint.Restore(Model, Optimizer);
        (Step, Tokens, BatchesDrawn) = (checkpoint.State.Step, checkpoint.State.Tokens, checkpoint.State.DataCursor.GetInt64());
    }

    /// <summary>Trains up to step <c>config.Steps</c>, from wherever the trainer is, and tells of each step as it is taken.</summary>
    /// <param name="config">Hyper-parameters; may differ from those of the run before.</param>
    /// <param name="cancellation">Ends the run between two steps, without an exception.</param>
    /// <exception cref="OperationCanceledException">Stop was pressed in the notebook; the trainer keeps all it has, and the next run goes on from there.</exception>
    /// <exception cref="WorkbookException">A checkpoint cannot be saved; the trainer keeps all it has, and the next run goes on from there.</exception>
    public IEnumerable<StepMetrics> Run(TrainingConfig config, CancellationToken cancellation = default)
    {
        var clock = new Stopwatch();
        int first = Step;
        long firstTokens = Tokens;
        while (Step < config.Steps && !cancellation.IsCancellationRequested)
        {
            StopButton.Check();
            double before = clock.Elapsed.TotalSeconds;
            clock.Start();
            double rate = Schedule.WarmupCosine(config, Step);
            var (loss, norm) = TakeStep(config, rate);
            clock.Stop();
            seconds += clock.Elapsed.TotalSeconds - before;
            losses.Add([Step, loss]);
            bool evaluate = Step == config.Steps || (config.EvaluateEvery > 0 && Step % config.EvaluateEvery == 0);
            double? validation = evaluate ? Validate() : null;
            if (config.CheckpointEvery > 0 && (Step == config.Steps || Step % config.CheckpointEvery == 0))
                Checkpoints?.Save(new() { Step = Step, Tokens = Tokens, DataCursor = JsonSerializer.SerializeToElement(BatchesDrawn) }, Model, Optimizer);
            double elapsed = clock.Elapsed.TotalSeconds;
            yield return new(Step, Tokens, loss, validation, rate, norm,
                (Tokens - firstTokens) / elapsed,
                TimeSpan.FromSeconds(elapsed / (Step - first) * (config.Steps - Step)));
        }
    }

    /// <summary>None when Stop is pressed meanwhile: the step that was taken is still told of.</summary>
    private double? Validate()
    {
        try
        {
            return validate?.Invoke();
        }
        catch (OperationCanceledException) when (StopButton.IsPressed)
        {
            return null;
        }
    }

    private (double Loss, double GradientNorm) TakeStep(TrainingConfig config, double rate)
    {
        using var scope = NewDisposeScope();
        Configure(config, rate);
        Model.train();
        Model.zero_grad();
        double loss = 0;
        if (config.GradientAccumulation == 2)
        {
            using Batch first = NextBatch(), other = NextBatch();
            loss = LearnBoth((first, 0.5), (other, 0.5));
        }
        else
            for (int i = 0; i < config.GradientAccumulation; i++)
            {
                using var batch = NextBatch();
                double share = 1.0 / config.GradientAccumulation;
                if (HalvesBatches && !drops && batch.Halves() is var (few, many))
                {
                    using var _ = few.Batch;
                    using var __ = many.Batch;
                    loss += LearnBoth((few.Batch, few.Share * share), (many.Batch, many.Share * share));
                }
                else
                    loss += Learn(batch, share);
            }
        double norm = nn.utils.clip_grad_norm_(parameters, config.ClipNorm > 0 ? config.ClipNorm : double.MaxValue);
        Optimizer.step();
        Step++;
        return (loss, norm);
    }

    private Batch NextBatch()
    {
        var batch = batches(BatchesDrawn++);
        Tokens += batch.Tokens;
        return batch;
    }

    /// <summary>Both at once: a + b is b + a also in floating point, so it does not matter who is first.</summary>
    private double LearnBoth((Batch Batch, double Share) first, (Batch Batch, double Share) other)
    {
        var (a, b) = SideBySide.Run(() => Learn(first.Batch, first.Share), () => Learn(other.Batch, other.Share));
        return a + b;
    }

    /// <summary>Adds a batch's share of the gradient and returns its share of the loss.</summary>
    private double Learn(Batch batch, double share)
    {
        using var scope = NewDisposeScope();
        var mean = objective(batch);
        if (share < 1)
            mean = mean * share;
        mean.backward();
        return mean.ToDouble();
    }

    private void Configure(TrainingConfig config, double rate)
    {
        foreach (var (group, (decays, factor)) in Optimizer.ParamGroups.Cast<AdamW.ParamGroup>().Zip(groups))
        {
            group.LearningRate = rate * factor;
            group.Betas = (config.Beta1, config.Beta2);
            group.Options.weight_decay = decays ? config.WeightDecay : 0;
        }
    }

    /// <summary>Frees the optimiser's state; the model stays.</summary>
    public void Dispose() => Optimizer.Dispose();
}
