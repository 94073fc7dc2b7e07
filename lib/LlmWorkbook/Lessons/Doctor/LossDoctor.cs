using System.Globalization;
using LlmWorkbook.Metrics;
using LlmWorkbook.Training;

namespace LlmWorkbook.Lessons;

/// <summary>
/// Reads a run's metrics and says in plain sentences what looks wrong and what to try. The limits are rules of thumb, set so that
/// healthy runs of the workbook's models get no sentence.
/// </summary>
public static class LossDoctor
{
    /// <summary>Examines a run.</summary>
    /// <param name="run">Its steps, from the first.</param>
    /// <param name="vocabulary">Number of tokens V that can be the answer; log V is the loss of a blind guess. The first loss takes its place if null.</param>
    /// <param name="floor">The least loss possible in nats per token, if known.</param>
    /// <param name="excess">The trained model's loss above the exact one on the same held-out documents, if known.</param>
    /// <param name="nan">What watched for losses that are no numbers, if anything did.</param>
    public static Diagnosis Examine(IReadOnlyList<StepMetrics> run, int? vocabulary = null, double? floor = null, PairedExcess? excess = null, NanWatch? nan = null)
    {
        if (run.Count == 0)
            return new([]);
        if (NotANumber(run, nan) is { } broken)
            return new([broken]);
        var shape = CurveShape.Of(run, floor);
        bool arrived = shape is not null && floor is { } least && shape.Last < least + 0.1;
        var rate = shape is null || arrived ? null : TooHigh(shape) ?? NotLearning(run, shape, vocabulary) ?? TooLow(shape);
        var found = new[] { rate, Leak(excess), shape is null ? null : Memorising(run), shape is null or { Jitter: > CurveShape.Erratic } ? null : Spikes(run) };
        return new([.. found.OfType<Finding>()]);
    }

    private static Finding? NotANumber(IReadOnlyList<StepMetrics> run, NanWatch? nan)
    {
        int first = run.Index().Where(s => !double.IsFinite(s.Item.Loss) || !double.IsFinite(s.Item.GradientNorm)).Select(s => s.Index).DefaultIfEmpty(-1).First();
        if (first < 0)
            return null;
        string what = double.IsFinite(run[first].Loss) ? "gradient" : "loss";
        string where = nan?.Finding is { } finding ? $" {finding}" : "";
        return new(Disease.NotANumber, $"The {what} is not a number from step {run[first].Step} on.{where} All that was learned is lost: make the model anew, with a lower learning rate (it was {Number(run[first].LearningRate)}) and ClipNorm = 1; look for a division by zero and for the logarithm of zero.");
    }

    private static Finding? TooHigh(CurveShape shape)
    {
        bool diverged = shape.Last > shape.Least + 0.3 * Math.Max(shape.First - shape.Least, 0.5) || shape.Highest > shape.First + 0.3;
        // The gradient has no direction, and the loss either falls only when the rate decays or has hardly come anywhere.
        bool stalled = shape.Jitter > CurveShape.Erratic && shape.Last < shape.First - 0.1
            && (shape is { Left: > 0.5, Jitter: > 1.25 * CurveShape.Erratic } || shape.Middle - shape.Last > Math.Max(0.1, shape.Early - shape.Middle));
        if (!diverged && !stalled)
            return null;
        string how = diverged
            ? $"the loss rises again, from {Number(shape.Least)} to {Number(Math.Max(shape.Last, shape.Highest))}"
            : $"the gradient's length jumps by {Percent(shape.Jitter)} from step to step, and {Percent(shape.Left)} of the way down is left";
        return new(Disease.RateTooHigh, $"The learning rate looks too high ({Number(shape.Rate)}): {how}. Try a tenth of it, or a longer warm-up.");
    }

    private static Finding? NotLearning(IReadOnlyList<StepMetrics> run, CurveShape shape, int? vocabulary)
    {
        double blind = vocabulary is { } v ? Math.Log(v) : shape.First;
        if (shape.Last < blind - 0.1)
            return null;
        string guess = vocabulary is { } size ? $"log {size} = {Number(blind)}, a blind guess among all tokens" : $"{Number(blind)}, where it began";
        string likely = run.All(s => s.GradientNorm < 1e-8)
            ? "All gradients are 0: the loss does not depend on the parameters; look for a detach, no_grad or frozen parameters."
            : shape.Rate < 1e-5
            ? $"The learning rate is {Number(shape.Rate)}; try 0.001."
            : "Look whether the targets belong to the inputs (shifted by one, not shuffled) and whether the trainer got this model's parameters; then try ten times the learning rate.";
        return new(Disease.NotLearning, $"The model is not learning: after {run[^1].Step} steps the loss is {Number(shape.Last)}, still about {guess}. {likely}");
    }

    /// <summary>Hardly anywhere, along a straight line, with a steady gradient: the steps are too short.</summary>
    private static Finding? TooLow(CurveShape shape) => shape is { Left: > 0.75, Straightness: > 0.6, Jitter: <= CurveShape.Erratic }
        ? new(Disease.RateTooLow, $"The learning rate looks too low ({Number(shape.Rate)}), or the run too short: the loss falls along a straight line, and {Percent(shape.Left)} of the way is left. Try three to ten times the rate, or more steps.")
        : null;

    private static Finding? Leak(PairedExcess? excess) => excess is { Sigmas: < -3 }
        ? new(Disease.Leak, $"The held-out loss is {Number(-excess.Mean)} nats per token below the floor, {Number(-excess.Sigmas)} standard errors: no honest model can do that. The model sees what it should predict (a missing causal mask, targets not shifted, held-out text in the training set), or the loss counts the wrong positions.")
        : null;

    private static Finding? Memorising(IReadOnlyList<StepMetrics> run)
    {
        if (run.LastOrDefault(s => s.ValidationLoss is not null) is not { ValidationLoss: double held } last)
            return null;
        double trained = run.Where(s => s.Step <= last.Step).TakeLast(Math.Max(5, run.Count / 10)).Average(s => s.Loss);
        if (held - trained < Math.Max(0.15, 0.15 * held))
            return null;
        var best = run.Where(s => s.ValidationLoss is not null).MinBy(s => s.ValidationLoss)!;
        string turned = best.ValidationLoss < held - 0.02 ? $" It was lowest at step {best.Step} ({Number(best.ValidationLoss!.Value)})." : "";
        return new(Disease.Memorising, $"The model is memorising: held-out loss {Number(held)}, training loss {Number(trained)}.{turned} Try more text, a smaller model, dropout, or stop earlier.");
    }

    /// <summary>Gradients of five times the usual length whose batch, or the one after, has one and a half times the usual loss: others do no harm.</summary>
    private static Finding? Spikes(IReadOnlyList<StepMetrics> run)
    {
        const int window = 50;
        int settled = Math.Max(20, run.Index().MaxBy(s => s.Item.LearningRate).Index); // while the rate rises, jumps are to be expected
        double Usual(int index, Func<StepMetrics, double> of) => CurveShape.Median(run.Skip(index - Math.Min(window, index)).Take(Math.Min(window, index)).Select(of));
        var spikes = run.Index().Where(s => s.Index >= settled).Select(s => (s.Item, Usual: Usual(s.Index, p => p.GradientNorm), s.Index))
            .Where(s => s.Usual > 0 && s.Item.GradientNorm > 5 * s.Usual && run.Skip(s.Index).Take(2).Max(p => p.Loss) > 1.5 * Usual(s.Index, p => p.Loss)).ToList();
        if (spikes.Count == 0)
            return null;
        var (step, usual, _) = spikes.MaxBy(s => s.Item.GradientNorm);
        string often = spikes.Count == 1 ? "once" : $"{spikes.Count} times";
        return new(Disease.GradientSpike, $"The gradient spikes {often}, most at step {step.Step}: length {Number(step.GradientNorm)} where {Number(usual)} is usual. Look at that step's batch for broken text; ClipNorm = 1 limits the damage, and a lower learning rate or a longer warm-up helps if it comes back.");
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F0} %");

    private static string Number(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
}
