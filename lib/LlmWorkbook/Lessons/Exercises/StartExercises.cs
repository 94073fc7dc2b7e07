namespace LlmWorkbook.Lessons;

/// <summary>The exercises of lesson 0: what a loss is worth.</summary>
public static class StartExercises
{
    /// <summary>Loss in nats per token to perplexity: e^loss (Jelinek et al. 1977).</summary>
    public static Exercise Perplexity { get; } = new Exercise<Func<double, double>>
    {
        Id = "00.1",
        Title = "perplexity from a loss in nats",
        Difficulty = Difficulty.Easy,
        Minutes = 2,
        Inputs = (random, n) => [n == 0 ? 1.0 : random.NextDouble() * 6],
        Reference = loss => Math.Exp(loss),
        Right = "A loss of 0 is a perplexity of 1 (always sure), and log V gives V (anything may come).",
        Mistakes =
        [
            new("that is the loss itself; perplexity undoes the logarithm in it.", loss => loss),
            new("2 to the loss would be right for a loss in bits; ours is in nats.", loss => Math.Pow(2, loss)),
            new("exp(-loss) is the mean probability of the right token; perplexity is one over that.", loss => Math.Exp(-loss)),
            new("the logarithm was taken once more; undo it instead.", Math.Log),
        ],
    };

    /// <summary>Number of tokens to the loss of a blind guess among them, in nats: log V.</summary>
    public static Exercise BlindLoss { get; } = new Exercise<Func<int, double>>
    {
        Id = "00.2",
        Title = "loss of a blind guess among V tokens",
        Difficulty = Difficulty.Easy,
        Minutes = 2,
        Inputs = (random, n) => [n == 0 ? 2 : 3 + random.Next(5000)],
        Reference = vocabulary => Math.Log(vocabulary),
        Right = "Every fresh model starts near this loss; one that stays there is not learning.",
        Mistakes =
        [
            new("that is the loss in bits; the natural logarithm gives nats.", vocabulary => Math.Log2(vocabulary)),
            new("1/V is the probability of the right token; the loss is minus its logarithm.", vocabulary => 1.0 / vocabulary),
            new("the sign is wrong: log(1/V) is negative, and the loss is minus the log-probability.", vocabulary => -Math.Log(vocabulary)),
            new("V itself is the perplexity; the loss is its logarithm.", vocabulary => vocabulary),
        ],
    };

    /// <summary>Nats to bits: a nat is 1 / log 2 bits.</summary>
    public static Exercise Bits { get; } = new Exercise<Func<double, double>>
    {
        Id = "00.3",
        Title = "a loss in nats as bits",
        Difficulty = Difficulty.Easy,
        Minutes = 2,
        Inputs = (random, n) => [n == 0 ? 1.0 : 0.1 + random.NextDouble() * 6],
        Reference = nats => nats / Math.Log(2),
        Right = "One nat is 1.44 bits: log 2 nats decide one question of yes or no.",
        Mistakes =
        [
            new("there are more bits than nats: divide by log 2 instead of multiplying.", nats => nats * Math.Log(2)),
            new("no logarithm of the loss is needed; only the unit changes, so divide by log 2.", nats => Math.Log2(nats)),
            new("that is the loss in nats still; divide by log 2.", nats => nats),
            new("that is 2 to the loss, which undoes a logarithm; only the unit changes here: divide by log 2.", nats => Math.Pow(2, nats)),
        ],
    };

    /// <summary>All of the lesson.</summary>
    public static IReadOnlyList<Exercise> All { get; } = [Perplexity, BlindLoss, Bits];
}
