using LlmWorkbook.Lessons;
using Microsoft.DotNet.Interactive;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Lessons.Exercises;

/// <summary>What holds for every exercise, and the checker itself on made-up ones.</summary>
public sealed class ExerciseTests
{
    private static readonly Exercise<Func<int[], int, long[]>> s_multiples = new()
    {
        Id = "99.1",
        Title = "multiples",
        Difficulty = Difficulty.Easy,
        Minutes = 1,
        Inputs = (random, n) => [Enumerable.Range(0, n + 1).Select(_ => random.Next(100)).ToArray(), 3],
        Reference = (values, factor) => [.. values.Select(v => (long)v * factor)],
        Right = "It grows.",
        Mistakes =
        [
            new("the factor is added; multiply.", (values, factor) => [.. values.Select(v => (long)v + factor)]),
            new("the order is turned round.", (values, factor) => [.. values.Reverse().Select(v => (long)v * factor)]),
        ],
    };

    public static TheoryData<string> Ids => [.. Exercise.All.Select(e => e.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_solution_is_right_and_each_known_mistake_is_called_by_its_own_name(string id)
    {
        var exercise = Exercise.Find(id);
        Assert.Equal(Outcome.Right, Exercise.Check(id, exercise.Solution).Outcome);
        Assert.True(exercise.KnownMistakes.Count >= 3, "at least three mistakes have to be known");
        Assert.Equal(exercise.KnownMistakes.Count, exercise.KnownMistakes.Select(m => m.Message).Distinct().Count());
        foreach (var (answer, message) in exercise.KnownMistakes)
            Assert.Equal(new(id, Outcome.NotYet, $"Not yet: {message}"), Exercise.Check(id, answer));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void It_is_described(string id)
    {
        var exercise = Exercise.Find(id);
        Assert.Matches("^[0-9]{2}\\.[0-9]$", id);
        Assert.InRange(exercise.Minutes, 1, 30);
        Assert.All(exercise.KnownMistakes, m => Assert.EndsWith(".", m.Message, StringComparison.Ordinal));
        Assert.Single(Exercise.All, e => e.Id == id);
    }

    [Fact]
    public void An_error_that_was_not_foreseen_gets_input_expected_and_actual_value()
    {
        Assert.Equal("99.1: Right. It grows.", s_multiples.Judge((int[] v, int f) => v.Select(x => (long)f * x).ToArray()).ToString());
        Assert.Matches(@"^Not yet: for values = \[\d+\], factor = 3 the answer is \[\d+\]; yours is \[7\] \(\[0\]: 7 instead of \d+\)\.$",
            Said((v, _) => [.. v.Select(_ => 7L)]));
        Assert.Contains("(1 values instead of 2).", Said((v, f) => [(long)v[0] * f]));
        Assert.Contains("yours is null", Said((_, _) => null!));
    }

    [Fact]
    public void A_mistake_that_fits_some_inputs_only_is_not_told() =>
        Assert.Contains("the answer is", Said((v, f) => [.. v.Select(x => v.Length > 5 ? 0L : x + f)]));

    [Fact]
    public void An_answer_that_throws_is_told_in_a_sentence()
    {
        Assert.Matches(@"your function threw InvalidOperationException \(no luck\) for values = \[\d+\], factor = 3\.$", Said((_, _) => throw new InvalidOperationException("no luck.")));
        Assert.Contains("threw OperationCanceledException", Said((_, _) => throw new OperationCanceledException()));
    }

    [Fact]
    public void A_starter_cell_is_not_attempted()
    {
        var verdict = s_multiples.Judge((int[] values, int factor) => { if (factor > 0) throw new NotImplementedException(); return Array.Empty<long>(); });
        Assert.Equal((Outcome.NotAttempted, "99.1: not attempted yet: multiples."), (verdict.Outcome, verdict.ToString()));
        Assert.False(verdict.IsRight);
    }

    [Fact]
    public void A_function_of_another_form_is_told_which_is_needed()
    {
        Assert.Equal("Not yet: the check needs a function (int[] values, int factor) → long[]; yours is (double x) → string.", s_multiples.Judge((double x) => $"{x}").Message);
        Assert.Contains("yours is null", s_multiples.Judge(null!).Message);
        Assert.Equal(Outcome.Right, s_multiples.Judge(new Renamed((v, f) => [.. v.Select(x => (long)x * f)])).Outcome);
    }

    [Fact]
    public void Each_function_gets_its_own_inputs() => Assert.Equal(Outcome.Right, s_multiples.Judge((int[] values, int factor) =>
    {
        long[] answer = [.. values.Select(v => (long)v * factor)];
        Array.Clear(values);
        return answer;
    }).Outcome);

    [Fact]
    public void Stop_ends_the_check()
    {
        using var stop = new CancellationTokenSource();
        KernelInvocationContext.Current = new(stop.Token);
        try
        {
            Assert.Throws<OperationCanceledException>(() => s_multiples.Judge((int[] values, int factor) =>
            {
                stop.Cancel();
                stop.Token.ThrowIfCancellationRequested();
                return Array.Empty<long>();
            }));
        }
        finally
        {
            KernelInvocationContext.Current = null;
        }
    }

    [Fact]
    public void An_unknown_id_is_told_the_near_ones() =>
        Assert.Contains("04.1 (softmax", Assert.Throws<WorkbookException>(() => Exercise.Check("04.9", () => 1)).Message);

    [Fact]
    public void A_verdict_shows_text_as_text() =>
        Assert.Contains("your &lt;b&gt;", new Verdict("04.1", Outcome.NotYet, "your <b>").Html);

    [Fact]
    public void Random_answers_are_compared_by_what_is_observed_of_them()
    {
        var coins = new Exercise<Func<int, int[]>>
        {
            Id = "99.2",
            Title = "coins",
            Difficulty = Difficulty.Easy,
            Minutes = 1,
            Trials = 2,
            Tolerance = 0.03,
            Inputs = (_, _) => [4000],
            Observe = (_, answer) => new Dictionary<string, double> { ["ones"] = ((int[])answer!).Average(), ["length"] = ((int[])answer!).Length },
            Reference = count => [.. Enumerable.Range(0, count).Select(i => i % 2)],
            Right = "Fair.",
            Mistakes = [new("never one.", count => new int[count])],
        };
        Assert.True(coins.Judge((int n) => Enumerable.Range(0, n).Select(i => (i * 7919 >> 3) % 2).ToArray()).IsRight);
        Assert.EndsWith("never one.", coins.Judge((int n) => new int[n]).Message);
        Assert.Contains("[length 4000, ones 0.5]; yours is [length 4000, ones 1] (ones: 1 instead of 0.5)", coins.Judge((int n) => Enumerable.Repeat(1, n).ToArray()).Message);
        Assert.Contains("yours is []", coins.Judge((int n) => Array.Empty<int>()).Message);
    }

    [Fact]
    public void Tensors_tuples_and_tables_have_a_plain_form()
    {
        using var scope = NewDisposeScope();
        Assert.Equal("[[1, 2], [3, 4.5]]", PlainValue.Text(PlainValue.Of(tensor(new[,] { { 1f, 2f }, { 3f, 4.5f } }))));
        Assert.Equal("[[true, false], [3, \"x\"]]", PlainValue.Text(PlainValue.Of((tensor(new[] { true, false }), (3, "x")))));
        Assert.Equal("[[1, 2]]", PlainValue.Text(PlainValue.Of(new int[,] { { 1, 2 } })));
        Assert.Equal("[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, … (20)]", PlainValue.Text(PlainValue.Of(Enumerable.Range(0, 20))));
        Assert.Null(PlainValue.FirstDifference(PlainValue.Of(new[] { double.NaN, 1e9 + 1 }), PlainValue.Of(new[] { double.NaN, 1e9 }), 1e-6));
        Assert.NotNull(PlainValue.FirstDifference(PlainValue.Of(ulong.MaxValue), PlainValue.Of(ulong.MaxValue - 1), 1e-6));
        Assert.NotNull(PlainValue.FirstDifference(PlainValue.Of(double.NaN), PlainValue.Of(1.0), 1e-6));
    }

    private static string Said(Func<int[], int, long[]> answer) => s_multiples.Judge(answer).Message;

    private delegate long[] Renamed(int[] a, int b);
}
