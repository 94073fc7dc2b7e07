using LlmWorkbook.Data;

namespace LlmWorkbook.Lessons;

/// <summary>The exercises of lesson 7: comparisons and what they tell.</summary>
public static class RewardExercises
{
    /// <summary>Rewards of chosen and rejected answers to the mean Bradley-Terry loss in nats.</summary>
    public static Exercise Pairwise { get; } = new Exercise<Func<double[], double[], double>>
    {
        Id = "07.1",
        Title = "the pairwise loss",
        Difficulty = Difficulty.Easy,
        Minutes = 5,
        Inputs = (random, n) => [Some(random, 2 + n), Some(random, 2 + n)],
        Reference = (chosen, rejected) => Margins(chosen, rejected).Average(d => Math.Log(1 + Math.Exp(-d))),
        Right = "Only differences of rewards count, and a tie costs ln 2.",
        Mistakes =
        [
            new("chosen and rejected are mixed up: the loss falls where the rejected answer has the higher reward.", (chosen, rejected) => Margins(rejected, chosen).Average(d => Math.Log(1 + Math.Exp(-d)))),
            new("that is the sum; the loss is the mean over the pairs.", (chosen, rejected) => Margins(chosen, rejected).Sum(d => Math.Log(1 + Math.Exp(-d)))),
            new("that is the mean probability; take minus its logarithm.", (chosen, rejected) => Margins(chosen, rejected).Average(d => 1 / (1 + Math.Exp(-d)))),
            new("the sign is wrong: the loss is minus the log-probability.", (chosen, rejected) => -Margins(chosen, rejected).Average(d => Math.Log(1 + Math.Exp(-d)))),
            new("the logarithm of the mean is not the mean of the logarithms; take each pair's first.", (chosen, rejected) => -Math.Log(Margins(chosen, rejected).Average(d => 1 / (1 + Math.Exp(-d))))),
            new("that is the mean margin; put it through -log sigmoid.", (chosen, rejected) => -Margins(chosen, rejected).Average()),
        ],
    };

    /// <summary>Number of ranked answers to all pairs.</summary>
    public static Exercise Pairs { get; } = new Exercise<Func<int, (int Chosen, int Rejected)[]>>
    {
        Id = "07.2",
        Title = "pairs of a ranking",
        Difficulty = Difficulty.Easy,
        Minutes = 5,
        Trials = 4,
        Inputs = (_, n) => [3 + n],
        Reference = count => Where(count, (i, j) => i < j),
        Right = "K answers give K (K - 1) / 2 pairs.",
        Mistakes =
        [
            new("only neighbours are paired: 0 is preferred to 2 as well.", count => Where(count, (i, j) => j == i + 1)),
            new("the wrong way round: the number is the place, and 0 is the best.", count => [.. Where(count, (i, j) => i < j).Select(p => (p.Rejected, p.Chosen))]),
            new("an answer is paired with itself; j begins at i + 1.", count => Where(count, (i, j) => i <= j)),
            new("each pair comes twice, once the wrong way round.", count => Where(count, (i, j) => i != j)),
            new("only the best is paired with the others; the others are ranked, too.", count => Where(count, (i, j) => i == 0 && j > 0)),
        ],
    };

    /// <summary>True rewards of pairs to the accuracy of one who knows them.</summary>
    public static Exercise Ceiling { get; } = new Exercise<Func<double[], double[], double>>
    {
        Id = "07.3",
        Title = "the ceiling of the accuracy",
        Difficulty = Difficulty.Medium,
        Minutes = 5,
        Inputs = (random, n) => [Some(random, 3 + n), Some(random, 3 + n)],
        Reference = (a, b) => Margins(a, b).Average(d => 1 / (1 + Math.Exp(-Math.Abs(d)))),
        Right = "Nobody can tell more pairs apart than the annotators themselves do.",
        Mistakes =
        [
            new("that is how often A is chosen; the better one may be B: take the absolute difference.", (a, b) => Margins(a, b).Average(d => 1 / (1 + Math.Exp(-d)))),
            new("that is how often the worse one is chosen; take away the minus or take 1 minus it.", (a, b) => Margins(a, b).Average(d => 1 / (1 + Math.Exp(Math.Abs(d))))),
            new("100 % only if choices were not by chance; the better one wins with probability sigmoid of the difference.", (a, _) => 1),
            new("that is the expected loss, not how often the better one is chosen.", (a, b) => Margins(a, b).Average(d => Math.Log(1 + Math.Exp(-Math.Abs(d))))),
            new("that is the sum; take the mean over the pairs.", (a, b) => Margins(a, b).Sum(d => 1 / (1 + Math.Exp(-Math.Abs(d))))),
        ],
    };

    /// <summary>The exercises of the lesson.</summary>
    public static IReadOnlyList<Exercise> All { get; } = [Pairwise, Pairs, Ceiling];

    private static double[] Some(SplitMix64 random, int count) => [.. Enumerable.Range(0, count).Select(_ => Math.Round(6 * random.NextDouble() - 3, 2))];

    private static IEnumerable<double> Margins(double[] a, double[] b) => a.Zip(b, (x, y) => x - y);

    private static (int Chosen, int Rejected)[] Where(int count, Func<int, int, bool> rule) =>
        [.. Enumerable.Range(0, count).SelectMany(i => Enumerable.Range(0, count).Where(j => rule(i, j)).Select(j => (i, j)))];
}
