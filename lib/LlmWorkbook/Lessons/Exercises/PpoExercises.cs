using LlmWorkbook.Data;

namespace LlmWorkbook.Lessons;

/// <summary>The exercises of lesson 8: clips, advantages and rewards of tokens.</summary>
public static class PpoExercises
{
    /// <summary>Log-probabilities now and then, advantage and clip range to the loss of one token.</summary>
    public static Exercise Clip { get; } = new Exercise<Func<double, double, double, double, double>>
    {
        Id = "08.1",
        Title = "the clipped objective",
        Difficulty = Difficulty.Medium,
        Minutes = 10,
        Trials = 12,
        Inputs = (random, n) =>
        {
            double old = -0.5 - 2 * random.NextDouble();
            double moved = (n % 3 - 1) * (0.3 + 0.4 * random.NextDouble());
            return [old + moved, old, (n / 3 % 2 == 0 ? 1 : -1) * (0.5 + random.NextDouble()), 0.2];
        },
        Reference = (now, old, advantage, clip) => -Math.Min(Ratio(now, old) * advantage, Math.Clamp(Ratio(now, old), 1 - clip, 1 + clip) * advantage),
        Right = "The gradient stops where the token has already moved far in the right direction, and only there.",
        Mistakes =
        [
            new("the larger of the two was taken; it is the smaller one, so that a move in the wrong direction is always undone.", (now, old, a, clip) => -Math.Max(Ratio(now, old) * a, Math.Clamp(Ratio(now, old), 1 - clip, 1 + clip) * a)),
            new("only the clipped product was taken: then a token that moved far in the wrong direction has no gradient either.", (now, old, a, clip) => -Math.Clamp(Ratio(now, old), 1 - clip, 1 + clip) * a),
            new("the clip is missing.", (now, old, a, _) => -Ratio(now, old) * a),
            new("the sign is wrong: the loss is minus the objective.", (now, old, a, clip) => Math.Min(Ratio(now, old) * a, Math.Clamp(Ratio(now, old), 1 - clip, 1 + clip) * a)),
            new("the ratio is turned round: it is now over old.", (now, old, a, clip) => -Math.Min(Ratio(old, now) * a, Math.Clamp(Ratio(old, now), 1 - clip, 1 + clip) * a)),
            new("that is the difference of the logarithms; the ratio is its exponential.", (now, old, a, clip) => -Math.Min((now - old) * a, Math.Clamp(now - old, 1 - clip, 1 + clip) * a)),
        ],
    };

    /// <summary>Rewards and values of one answer's tokens, gamma and lambda to advantages.</summary>
    public static Exercise Advantages { get; } = new Exercise<Func<double[], double[], double, double, double[]>>
    {
        Id = "08.2",
        Title = "GAE",
        Difficulty = Difficulty.Hard,
        Minutes = 15,
        Inputs = (random, n) => [Some(random, n + 3), Some(random, n + 3), 0.8 + 0.15 * random.NextDouble(), 0.5 + 0.4 * random.NextDouble()],
        Reference = (r, v, gamma, lambda) => Backwards(r, v, gamma, gamma * lambda, 0),
        Right = "The critic's mistakes reach back, but fade with gamma lambda at each step.",
        Mistakes =
        [
            new("off by one at the end: behind the last token the value is 0, not the last token's own.", (r, v, gamma, lambda) => Backwards(r, v, gamma, gamma * lambda, v[^1])),
            new("gamma is missing in the sum: each step back costs gamma times lambda.", (r, v, gamma, lambda) => Backwards(r, v, gamma, lambda, 0)),
            new("lambda is missing: that is the return minus the value.", (r, v, gamma, _) => Backwards(r, v, gamma, gamma, 0)),
            new("these are the single deltas; add gamma lambda times the next advantage.", (r, v, gamma, _) => Backwards(r, v, gamma, 0, 0)),
            new("gamma is missing in delta: the next value is discounted, too.", (r, v, gamma, lambda) => Backwards(r, v, 1, gamma * lambda, 0)),
            new("these are the returns; take the value away.", (r, v, gamma, lambda) => [.. Backwards(r, v, gamma, gamma * lambda, 0).Zip(v, (a, x) => a + x)]),
            new("the values are left out; an advantage is what came better than expected.", (r, v, gamma, lambda) => Backwards(r, new double[v.Length], gamma, gamma * lambda, 0)),
        ],
    };

    /// <summary>Score, log-probabilities under policy and reference, and beta to the reward of each token.</summary>
    public static Exercise Rewards { get; } = new Exercise<Func<double, double[], double[], double, double[]>>
    {
        Id = "08.3",
        Title = "rewards of tokens",
        Difficulty = Difficulty.Medium,
        Minutes = 10,
        Inputs = (random, n) => [Math.Round(4 * random.NextDouble() + 0.5, 2), Some(random, n + 3), Some(random, n + 3), 0.1 + random.NextDouble()],
        Reference = (score, p, q, beta) => Priced(p, q, -beta, score, ^1),
        Right = "The score comes last, the price of KL at once: that helps the critic.",
        Mistakes =
        [
            new("the reward is added at the wrong token: it comes with the last one.", (score, p, q, beta) => Priced(p, q, -beta, score, 0)),
            new("the KL has the wrong sign: moving away from the reference must cost.", (score, p, q, beta) => Priced(p, q, beta, score, ^1)),
            new("every token gets the score: a long answer would earn it many times.", (score, p, q, beta) => [.. p.Zip(q, (x, y) => score - beta * (x - y))]),
            new("beta is missing.", (score, p, q, _) => Priced(p, q, -1, score, ^1)),
            new("the price of KL is missing: nothing holds the policy near the reference.", (score, p, q, _) => Priced(p, q, 0, score, ^1)),
            new("the score is missing.", (_, p, q, beta) => Priced(p, q, -beta, 0, ^1)),
        ],
    };

    /// <summary>All of the lesson.</summary>
    public static IReadOnlyList<Exercise> All { get; } = [Clip, Advantages, Rewards];

    private static double Ratio(double now, double old) => Math.Exp(now - old);

    private static double[] Some(SplitMix64 random, int count) => [.. Enumerable.Range(0, count).Select(_ => Math.Round(4 * random.NextDouble() - 2, 2))];

    private static double[] Backwards(double[] rewards, double[] values, double gamma, double fade, double behind)
    {
        var advantages = new double[rewards.Length];
        for (int t = rewards.Length - 1; t >= 0; t--)
        {
            bool isLast = t == rewards.Length - 1;
            advantages[t] = rewards[t] + gamma * (isLast ? behind : values[t + 1]) - values[t] + fade * (isLast ? 0 : advantages[t + 1]);
        }
        return advantages;
    }

    private static double[] Priced(double[] policy, double[] reference, double price, double score, Index at)
    {
        double[] rewards = [.. policy.Zip(reference, (p, q) => price * (p - q))];
        rewards[at] += score;
        return rewards;
    }
}
