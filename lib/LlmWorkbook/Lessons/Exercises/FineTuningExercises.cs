namespace LlmWorkbook.Lessons;

/// <summary>The exercises of lesson 6: what is asked for, and how little may be trained.</summary>
public static class FineTuningExercises
{
    /// <summary>Tokens, and which are the assistant's, to targets.</summary>
    public static Exercise Targets { get; } = new Exercise<Func<int[], bool[], int[]>>
    {
        Id = "06.1",
        Title = "targets of a chat",
        Difficulty = Difficulty.Easy,
        Minutes = 5,
        Inputs = (random, n) =>
        {
            int prompt = 2 + random.Next(3), answer = 2 + random.Next(3), again = random.Next(2) * 3;
            int[] tokens = [.. Enumerable.Range(0, prompt + answer + again).Select(_ => 10 + random.Next(90))];
            return [tokens, tokens.Select((_, t) => t >= prompt && t < prompt + answer).ToArray()];
        },
        Reference = (tokens, isResponse) => Asked(tokens, t => isResponse[t + 1]),
        Right = "The answer is learned, its end included, and nothing of the prompt.",
        Mistakes =
        [
            new("the prompt is in the loss: the model learns to ask; -100 where the next token is not the assistant's.", (tokens, _) => tokens[1..]),
            new("the polarity is turned round: the prompt is asked for, and the answer is not.", (tokens, isResponse) => Asked(tokens, t => !isResponse[t + 1])),
            new("off by one: the mask is that of the token read, but the token asked for is the next one; use isResponse[t + 1].", (tokens, isResponse) => Asked(tokens, t => isResponse[t])),
            new("the targets are not shifted: each place is asked for the token that it reads.", (tokens, isResponse) => [.. Enumerable.Range(0, tokens.Length - 1).Select(t => isResponse[t] ? tokens[t] : -100)]),
            new("what is not asked for must be -100; 0 is a token like any other.", (tokens, isResponse) => [.. Asked(tokens, t => isResponse[t + 1]).Select(t => t == -100 ? 0 : t)]),
            new("the end of the answer is left out: the model would never learn to stop.", (tokens, isResponse) => Asked(tokens, t => isResponse[t + 1] && t + 2 < tokens.Length && isResponse[t + 2])),
            new("one target too many: the last token has no next one.", (tokens, isResponse) => [.. Asked(tokens, t => isResponse[t + 1]), -100]),
        ],
    };

    /// <summary>A matrix and its low-rank update to the merged matrix.</summary>
    public static Exercise Merge { get; } = new Exercise<Func<double[][], double[][], double[][], double, double[][]>>
    {
        Id = "06.2",
        Title = "merging LoRA",
        Difficulty = Difficulty.Medium,
        Minutes = 10,
        Inputs = (random, n) =>
        {
            int rank = n % 2 + 2, size = 3;
            double[][] Matrix(int rows, int columns) => [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, columns).Select(_ => Math.Round(4 * random.NextDouble() - 2, 1)).ToArray())];
            return [Matrix(size, size), Matrix(size, rank), Matrix(rank, size), 3.0 + random.Next(4)];
        },
        Reference = (w, b, a, alpha) => Plus(w, b, a, alpha / a.Length),
        Right = "After merging there is one matrix again, and the model costs what it cost before.",
        Mistakes =
        [
            new("alpha is missing: the update counts alpha / r.", (w, b, a, _) => Plus(w, b, a, 1.0 / a.Length)),
            new("the rank is missing: divide alpha by r, so that a rate found at one rank does at another.", (w, b, a, alpha) => Plus(w, b, a, alpha)),
            new("alpha / r is missing: the update counts alpha / r.", (w, b, a, _) => Plus(w, b, a, 1)),
            new("that is the update alone; add it to W.", (w, b, a, alpha) => Plus([.. w.Select(row => new double[row.Length])], b, a, alpha / a.Length)),
            new("the update is taken away from W; add it.", (w, b, a, alpha) => Plus(w, b, a, -alpha / a.Length)),
            new("the update is transposed: entry (i, j) is the sum over k of b[i][k] a[k][j].", (w, b, a, alpha) => Plus(w, Transposed(a), Transposed(b), alpha / a.Length)),
            new("alpha is divided by the width; r is the number of rows of a.", (w, b, a, alpha) => Plus(w, b, a, alpha / w.Length)),
        ],
    };

    /// <summary>Blocks, rate and decay to the rate of each block.</summary>
    public static Exercise Rates { get; } = new Exercise<Func<int, double, double, double[]>>
    {
        Id = "06.3",
        Title = "layer-wise learning rates",
        Difficulty = Difficulty.Medium,
        Minutes = 5,
        Inputs = (random, n) => [3 + n % 4, 0.001 * (1 + random.Next(5)), 0.5 + 0.4 * random.NextDouble()],
        Reference = (layers, rate, decay) => Falling(layers, l => rate * Math.Pow(decay, layers - 1 - l)),
        Right = "The last block moves most, the first one least.",
        Mistakes =
        [
            new("the wrong way round: the first block gets the full rate; it is the last one that should.", (layers, rate, decay) => Falling(layers, l => rate * Math.Pow(decay, l))),
            new("one step too far: the last block gets rate itself, not rate x decay.", (layers, rate, decay) => Falling(layers, l => rate * Math.Pow(decay, layers - l))),
            new("all blocks have the same rate; each gets decay times the one above.", (layers, rate, _) => Falling(layers, _ => rate)),
            new("the rates fall along a straight line; each is decay times the one above.", (layers, rate, decay) => Falling(layers, l => rate * (1 - (1 - decay) * (layers - 1 - l)))),
            new("these are the factors; multiply them by rate.", (layers, _, decay) => Falling(layers, l => Math.Pow(decay, layers - 1 - l))),
        ],
    };

    /// <summary>All of the lesson.</summary>
    public static IReadOnlyList<Exercise> All { get; } = [Targets, Merge, Rates];

    private static int[] Asked(int[] tokens, Func<int, bool> isAsked) => [.. Enumerable.Range(0, tokens.Length - 1).Select(t => isAsked(t) ? tokens[t + 1] : -100)];

    private static double[][] Plus(double[][] w, double[][] b, double[][] a, double scale) =>
        [.. w.Select((row, i) => row.Select((v, j) => v + scale * a.Select((of, k) => b[i][k] * of[j]).Sum()).ToArray())];

    private static double[][] Transposed(double[][] m) => [.. m[0].Select((_, j) => m.Select(row => row[j]).ToArray())];

    private static double[] Falling(int layers, Func<int, double> rate) => [.. Enumerable.Range(0, layers).Select(rate)];
}
