namespace LlmWorkbook.Lessons;

/// <summary>The exercise of lesson 0.</summary>
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

    /// <summary>All of the lesson.</summary>
    public static IReadOnlyList<Exercise> All { get; } = [Perplexity];
}
