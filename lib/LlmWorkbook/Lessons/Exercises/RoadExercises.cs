namespace LlmWorkbook.Lessons;

/// <summary>The exercises of lesson 11: ratings, wins and costs.</summary>
public static class RoadExercises
{
    /// <summary>Two ratings to the probability that the first player wins.</summary>
    public static Exercise Expected { get; } = new Exercise<Func<double, double, double>>
    {
        Id = "11.1",
        Title = "who wins?",
        Difficulty = Difficulty.Easy,
        Minutes = 5,
        Inputs = (random, n) => n switch { 0 => [1200.0, 1200.0], 1 => [1600.0, 1200.0], _ => [1000.0 + random.Next(600), 1000.0 + random.Next(600)] },
        Reference = (a, b) => 1 / (1 + Math.Pow(10, (b - a) / 400)),
        Right = "Only the difference of two ratings counts.",
        Mistakes =
        [
            new("that is how often B wins; turn the difference round.", (a, b) => 1 / (1 + Math.Pow(10, (a - b) / 400))),
            new("Elo counts in powers of 10, not of e.", (a, b) => 1 / (1 + Math.Exp((b - a) / 400))),
            new("the difference is divided by 400 before it is taken to the power.", (a, b) => 1 / (1 + Math.Pow(10, b - a))),
            new("that is the odds, 10 to the difference; the probability is odds / (1 + odds).", (a, b) => Math.Pow(10, (a - b) / 400)),
            new("ratings are no strengths: their ratio means nothing, their difference does.", (a, b) => a / (a + b)),
        ],
    };

    /// <summary>Rewards of two models to the first one's win rate.</summary>
    public static Exercise WinRate { get; } = new Exercise<Func<double[], double[], double>>
    {
        Id = "11.2",
        Title = "the win rate",
        Difficulty = Difficulty.Easy,
        Minutes = 5,
        Inputs = (random, n) =>
        {
            double[] mine = [.. Enumerable.Range(0, 5 + n).Select(_ => (double)random.Next(4))];
            return [mine, mine.Select((m, i) => i == 0 ? m : i == 1 ? m + 1 : random.Next(4)).ToArray()];
        },
        Reference = (mine, theirs) => Share(mine, theirs, 0.5),
        Right = "A model has a win rate of one half against itself.",
        Mistakes =
        [
            new("ties are counted as lost; each is half a win.", (mine, theirs) => Share(mine, theirs, 0)),
            new("ties are counted as won; each is half a win.", (mine, theirs) => Share(mine, theirs, 1)),
            new("ties are left out; they count as half a win each.", (mine, theirs) => mine.Zip(theirs).Count(p => p.First > p.Second) / (double)Math.Max(1, mine.Zip(theirs).Count(p => p.First != p.Second))),
            new("that is the other model's win rate.", (mine, theirs) => Share(theirs, mine, 0.5)),
            new("that is the mean gain; ask only who is better, not by how much.", (mine, theirs) => mine.Average() - theirs.Average()),
            new("that is the number of wins; divide it by the number of questions.", (mine, theirs) => Share(mine, theirs, 0.5) * mine.Length),
        ],
    };

    /// <summary>Weights, tokens and epochs to the floating-point operations of a round of PPO.</summary>
    public static Exercise Cost { get; } = new Exercise<Func<double, double, int, double>>
    {
        Id = "11.3",
        Title = "the cost of PPO",
        Difficulty = Difficulty.Medium,
        Minutes = 5,
        Inputs = (random, n) => [100.0 * (1 + random.Next(9)), 10.0 * (1 + random.Next(9)), n == 0 ? 1 : 1 + random.Next(4)],
        Reference = (weights, tokens, epochs) => weights * tokens * (6 + 12 * epochs),
        Right = "Most of it is training, not sampling; with DPO there is no critic and no sampling.",
        Mistakes =
        [
            new("the critic is trained, too: two networks in each pass.", (weights, tokens, epochs) => weights * tokens * (6 + 6 * epochs)),
            new("sampling, reference and critic read the tokens first: 2 for each.", (weights, tokens, epochs) => weights * tokens * 12 * epochs),
            new("each token is trained on in every pass: multiply by the epochs.", (weights, tokens, epochs) => weights * tokens * 18),
            new("training costs 6 for each weight and token: 2 forward and 4 backward.", (weights, tokens, epochs) => weights * tokens * (6 + 4 * epochs)),
            new("tokens are sampled and read once, not in every pass.", (weights, tokens, epochs) => weights * tokens * 18 * epochs),
        ],
    };

    /// <summary>All of the lesson.</summary>
    public static IReadOnlyList<Exercise> All { get; } = [Expected, WinRate, Cost];

    private static double Share(double[] mine, double[] theirs, double tie) => mine.Zip(theirs, (a, b) => a > b ? 1 : a < b ? 0 : tie).Average();
}
