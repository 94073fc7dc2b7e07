using LlmWorkbook.Data;

namespace LlmWorkbook.Lessons;

/// <summary>The exercises of lesson 9: from log-probabilities to preferences.</summary>
public static class DpoExercises
{
    /// <summary>Log-probabilities of chosen and rejected answers under policy and reference, and beta, to the mean loss.</summary>
    public static Exercise Loss { get; } = new Exercise<Func<double[], double[], double[], double[], double, double>>
    {
        Id = "09.1",
        Title = "the DPO loss",
        Difficulty = Difficulty.Easy,
        Minutes = 5,
        Inputs = (random, n) => [Logs(random, n + 2), Logs(random, n + 2), Logs(random, n + 2), Logs(random, n + 2), 0.3 + random.NextDouble()],
        Reference = (c, r, refC, refR, beta) => Mean(c, r, refC, refR, m => Math.Log(1 + Math.Exp(-beta * m))),
        Right = "It begins at ln 2, and the gradient is largest where the policy is most wrong.",
        Mistakes =
        [
            new("the reference is left out: nothing holds the policy near it.", (c, r, _, _, beta) => Mean(c, r, new double[c.Length], new double[c.Length], m => Math.Log(1 + Math.Exp(-beta * m)))),
            new("chosen and rejected are mixed up.", (c, r, refC, refR, beta) => Mean(c, r, refC, refR, m => Math.Log(1 + Math.Exp(beta * m)))),
            new("beta is left out; it multiplies the margin.", (c, r, refC, refR, _) => Mean(c, r, refC, refR, m => Math.Log(1 + Math.Exp(-m)))),
            new("the margin is divided by beta; multiply it.", (c, r, refC, refR, beta) => Mean(c, r, refC, refR, m => Math.Log(1 + Math.Exp(-m / beta)))),
            new("that is the probability that the chosen answer wins; take minus its logarithm.", (c, r, refC, refR, beta) => Mean(c, r, refC, refR, m => 1 / (1 + Math.Exp(-beta * m)))),
            new("the sign is wrong: the loss is minus the log-probability.", (c, r, refC, refR, beta) => -Mean(c, r, refC, refR, m => Math.Log(1 + Math.Exp(-beta * m)))),
            new("that is the sum; the loss is the mean over the pairs.", (c, r, refC, refR, beta) => c.Length * Mean(c, r, refC, refR, m => Math.Log(1 + Math.Exp(-beta * m)))),
        ],
    };

    /// <summary>Probabilities, rewards and beta to the best policy.</summary>
    public static Exercise Optimum { get; } = new Exercise<Func<double[], double[], double, double[]>>
    {
        Id = "09.2",
        Title = "the best policy",
        Difficulty = Difficulty.Medium,
        Minutes = 5,
        Inputs = (random, n) => [Shared([.. Enumerable.Range(0, n + 3).Select(_ => 0.1 + random.NextDouble())]), Enumerable.Range(0, n + 3).Select(_ => Math.Round(4 * random.NextDouble() - 2, 2)).ToArray(), 0.3 + random.NextDouble()],
        Reference = (p, r, beta) => Shared([.. p.Zip(r, (q, x) => q * Math.Exp(x / beta))]),
        Right = "The higher beta, the nearer to the reference.",
        Mistakes =
        [
            new("the probabilities do not add up to 1; divide by their sum, Z.", (p, r, beta) => [.. p.Zip(r, (q, x) => q * Math.Exp(x / beta))]),
            new("the reference is left out: that is the softmax of the rewards.", (_, r, beta) => Shared([.. r.Select(x => Math.Exp(x / beta))])),
            new("the rewards are multiplied by beta; divide by it.", (p, r, beta) => Shared([.. p.Zip(r, (q, x) => q * Math.Exp(x * beta))])),
            new("beta is left out; divide the rewards by it.", (p, r, _) => Shared([.. p.Zip(r, (q, x) => q * Math.Exp(x))])),
            new("that is the best single answer; the KL makes it worth while to keep the others.", (p, r, _) => [.. r.Select(x => x == r.Max() ? 1.0 : 0)]),
            new("the sign is wrong: higher rewards must become more probable.", (p, r, beta) => Shared([.. p.Zip(r, (q, x) => q * Math.Exp(-x / beta))])),
        ],
    };

    /// <summary>Log-probabilities of tokens, and which are the answer's, to that of the answer.</summary>
    public static Exercise Answer { get; } = new Exercise<Func<double[], bool[], double>>
    {
        Id = "09.3",
        Title = "the probability of an answer",
        Difficulty = Difficulty.Easy,
        Minutes = 5,
        Inputs = (random, n) => [Logs(random, n + 5), Enumerable.Range(0, n + 5).Select(t => t >= 2 && t < n + 4).ToArray()],
        Reference = (logs, isResponse) => logs.Where((_, t) => isResponse[t]).Sum(),
        Right = "Longer answers are less probable, and the sum knows it.",
        Mistakes =
        [
            new("averaged instead of summed: the length of the answer is forgotten.", (logs, isResponse) => logs.Where((_, t) => isResponse[t]).Average()),
            new("the prompt counts as well; only the answer's tokens do.", (logs, _) => logs.Sum()),
            new("the polarity is turned round: that is the prompt's.", (logs, isResponse) => logs.Where((_, t) => !isResponse[t]).Sum()),
            new("that is the probability; DPO needs its logarithm.", (logs, isResponse) => Math.Exp(logs.Where((_, t) => isResponse[t]).Sum())),
            new("the sign is wrong: log-probabilities are at most 0.", (logs, isResponse) => -logs.Where((_, t) => isResponse[t]).Sum()),
            new("the product of log-probabilities means nothing; add them up.", (logs, isResponse) => logs.Where((_, t) => isResponse[t]).Aggregate(1.0, (x, y) => x * y)),
        ],
    };

    /// <summary>All of the lesson.</summary>
    public static IReadOnlyList<Exercise> All { get; } = [Loss, Optimum, Answer];

    private static double[] Logs(SplitMix64 random, int count) => [.. Enumerable.Range(0, count).Select(_ => -Math.Round(0.1 + 4 * random.NextDouble(), 2))];

    private static double[] Shared(double[] weights) => [.. weights.Select(w => w / weights.Sum())];

    private static double Mean(double[] c, double[] r, double[] refC, double[] refR, Func<double, double> loss) =>
        Enumerable.Range(0, c.Length).Average(i => loss(c[i] - refC[i] - (r[i] - refR[i])));
}
