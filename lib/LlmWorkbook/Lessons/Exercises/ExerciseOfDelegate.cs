using System.Reflection;
using LlmWorkbook.Data;
using LlmWorkbook.Training;
using static TorchSharp.torch;

namespace LlmWorkbook.Lessons;

/// <summary>An exercise whose answer is one function.</summary>
/// <typeparam name="TDelegate">The function's type; the names of <see cref="Reference"/>'s parameters are those the learner reads.</typeparam>
public sealed class Exercise<TDelegate> : Exercise where TDelegate : Delegate
{
    private const ulong Seed = 20_240_229;

    /// <summary>
    /// The arguments of trial n, counted from 0, from a generator that is seeded with n. It is called once for each function that is
    /// run, so that none sees what another has changed. Begin with what is small: the first input that fails is the one shown.
    /// </summary>
    public required Func<SplitMix64, int, object?[]> Inputs { get; init; }

    /// <summary>The right answer.</summary>
    public required TDelegate Reference { get; init; }

    /// <summary>Known mistakes; of those that fit, the first is told.</summary>
    public required IReadOnlyList<Mistake<TDelegate>> Mistakes { get; init; }

    /// <summary>What a right answer is told: one sentence about what it shows.</summary>
    public required string Right { get; init; }

    /// <summary>
    /// What of an answer is compared, from its arguments and its value; the value itself if null. For answers that draw at random:
    /// shares and counts, by name in a dictionary, with a <see cref="Tolerance"/> that their noise does not reach.
    /// </summary>
    public Func<object?[], object?, object?>? Observe { get; init; }

    /// <summary>Largest difference of two numbers that counts as none, absolute and, above 1, relative.</summary>
    public double Tolerance { get; init; } = 1e-6;

    /// <summary>How many inputs are tried.</summary>
    public int Trials { get; init; } = 20;

    internal override Delegate Solution => Reference;

    internal override IReadOnlyList<(Delegate Answer, string Message)> KnownMistakes => [.. Mistakes.Select(m => ((Delegate)m.Answer, m.Message))];

    /// <inheritdoc/>
    public override Verdict Judge(Delegate answer)
    {
        if (Fit(answer) is not { } fitting)
            return NotYet($"the check needs a function {SignatureText.Of(Reference)}; yours is {SignatureText.Of(answer)}.");
        var given = new Answered[Trials];
        int? failed = null;
        for (int trial = 0; trial < Trials; trial++)
        {
            given[trial] = Run(fitting, trial);
            if (given[trial].Error is NotImplementedException)
                return new(Id, Outcome.NotAttempted, $"not attempted yet: {Title}.");
            if (given[trial].Error is { } error)
                return NotYet($"your function threw {error.GetType().Name} ({error.Message.TrimEnd('.')}) for {ArgumentsText(trial)}.");
            if (!Same(given[trial], Run(Reference, trial)))
                failed ??= trial;
        }
        if (failed is not { } first)
            return new(Id, Outcome.Right, $"Right. {Right}");
        var likely = Mistakes.FirstOrDefault(m => given.Index().All(g => Same(g.Item, Run(m.Answer, g.Index))));
        return NotYet(likely?.Message ?? Difference(first, given[first]));
    }

    private Verdict NotYet(string message) => new(Id, Outcome.NotYet, $"Not yet: {message}");

    /// <summary>The input that failed, what was expected and what came.</summary>
    private string Difference(int trial, Answered given)
    {
        var expected = Run(Reference, trial);
        string where = PlainValue.FirstDifference(given.Value, expected.Value, Tolerance) is { } d ? $" ({d})" : "";
        string what = Observe is null ? "the answer is" : "this is expected:";
        return $"for {ArgumentsText(trial)} {what} {PlainValue.Text(expected.Value)}; yours is {PlainValue.Text(given.Value)}{where}.";
    }

    private bool Same(Answered a, Answered b) =>
        a.Error is null && b.Error is null && PlainValue.FirstDifference(a.Value, b.Value, Tolerance) is null;

    /// <summary>The learner's function as the exercise's type; null if it has other parameters or another result.</summary>
    private static TDelegate? Fit(Delegate? answer) => answer switch
    {
        null => null,
        TDelegate same => same,
        { HasSingleTarget: true } => Delegate.CreateDelegate(typeof(TDelegate), answer.Target, answer.Method, throwOnBindFailure: false) as TDelegate,
        _ => null,
    };

    private object?[] Arguments(int trial) => Inputs(new SplitMix64(Seed + (ulong)trial), trial);

    private string ArgumentsText(int trial)
    {
        using var scope = NewDisposeScope();
        var names = Reference.Method.GetParameters().Select(p => p.Name);
        return string.Join(", ", names.Zip(Arguments(trial), (name, value) => $"{name} = {PlainValue.Text(PlainValue.Of(value))}"));
    }

    private Answered Run(TDelegate function, int trial)
    {
        using var scope = NewDisposeScope();
        var arguments = Arguments(trial);
        try
        {
            object? value = typeof(TDelegate).GetMethod("Invoke")!.Invoke(function, BindingFlags.DoNotWrapExceptions, null, arguments, null);
            return new(Compared(arguments, value), null);
        }
        catch (Exception e) when (!(e is OperationCanceledException && StopButton.IsPressed))
        {
            return new(null, e);
        }
    }

    /// <summary>What is observed of a value; the value itself where nothing can be, such as too few numbers.</summary>
    private object? Compared(object?[] arguments, object? value)
    {
        try
        {
            return PlainValue.Of(Observe is null ? value : Observe(arguments, value));
        }
        catch (Exception) when (Observe is not null)
        {
            return PlainValue.Of(value);
        }
    }

    private sealed record Answered(object? Value, Exception? Error);
}
