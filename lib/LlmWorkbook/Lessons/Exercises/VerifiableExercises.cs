using LlmWorkbook.Data;

namespace LlmWorkbook.Lessons;

/// <summary>The exercises of lesson 10: groups, pass@k and a checker.</summary>
public static class VerifiableExercises
{
    /// <summary>Rewards of one group to their advantages.</summary>
    public static Exercise Advantages { get; } = new Exercise<Func<double[], double[]>>
    {
        Id = "10.1",
        Title = "group advantages",
        Difficulty = Difficulty.Easy,
        Minutes = 5,
        Inputs = (random, n) => [n == 3 ? new[] { 0.5, 0.5, 0.5, 0.5 } : Enumerable.Range(0, 3 + n).Select(i => i == 0 ? 1.0 : Math.Round(random.NextDouble(), 1)).ToArray()],
        Reference = rewards => Scaled(rewards, rewards.Length - 1),
        Right = "Better than the group is pushed up, worse is pushed down, and a dead group does nothing.",
        Mistakes =
        [
            new("the deviation is missing: divide by it.", rewards => [.. rewards.Select(r => r - rewards.Average())]),
            new("that is divided by the variance; take its square root.", rewards => [.. Scaled(rewards, rewards.Length - 1).Select(a => a / NotZero(Deviation(rewards, rewards.Length - 1)))]),
            new("the deviation is taken with G; here it is with G - 1.", rewards => Scaled(rewards, rewards.Length)),
            new("the mean is missing: without it every answer with a reward is pushed up.", rewards => [.. rewards.Select(r => r / NotZero(Deviation(rewards, rewards.Length - 1)))]),
            new("a dead group is divided by 0; if all rewards are equal, all advantages are 0.", rewards => [.. rewards.Select(r => (r - rewards.Average()) / Deviation(rewards, rewards.Length - 1))]),
            new("the sign is wrong: better than the mean must be above 0.", rewards => [.. Scaled(rewards, rewards.Length - 1).Select(a => -a)]),
        ],
    };

    /// <summary>Answers, right ones and k to pass@k.</summary>
    public static Exercise Pass { get; } = new Exercise<Func<int, int, int, double>>
    {
        Id = "10.2",
        Title = "pass@k",
        Difficulty = Difficulty.Medium,
        Minutes = 10,
        Inputs = (random, n) => n switch { 0 => [8, 3, 2], 1 => [6, 5, 3], 2 => [5, 0, 2], _ => [8 + n, 2 + random.Next(4), 2 + random.Next(3)] },
        Reference = (n, c, k) => Metrics.PassAtK.Of(n, c, k),
        Right = "With k = 1 it is the share of right answers.",
        Mistakes =
        [
            new("that is pass@1; k answers are drawn.", (n, c, _) => c / (double)n),
            new("drawn with replacement: after each draw there is one answer less.", (n, c, k) => 1 - Math.Pow((n - c) / (double)n, k)),
            new("that is how often all k are wrong; take 1 minus it.", (n, c, k) => 1 - Metrics.PassAtK.Of(n, c, k)),
            new("that is how often all k are right; one is enough.", (n, c, k) => Enumerable.Range(0, k).Aggregate(1.0, (p, i) => p * Math.Max(0, c - i) / (n - i))),
            new("that is how many right ones are expected, not how often there is one.", (n, c, k) => k * c / (double)n),
        ],
    };

    /// <summary>Numbers to sort and an answer to partial credit.</summary>
    public static Exercise Credit { get; } = new Exercise<Func<int[], int[], double>>
    {
        Id = "10.3",
        Title = "a checker for sorting",
        Difficulty = Difficulty.Medium,
        Minutes = 10,
        Trials = 10,
        Inputs = (random, n) =>
        {
            int[] numbers = [.. Enumerable.Range(0, 4).Select(_ => random.Next(50))];
            int[] sorted = [.. numbers.Order()];
            return [numbers, (n % 5) switch { 0 => sorted, 1 => numbers, 2 => [.. sorted, 99, 98], 3 => sorted[..2], _ => [.. sorted.Take(3), 77] }];
        },
        Reference = (numbers, answer) => Places(answer, [.. numbers.Order()]) / (double)Math.Max(answer.Length, numbers.Length),
        Right = "Only the right list earns 1, and nobody earns more by saying more.",
        Mistakes =
        [
            new("an answer that says too much gets full marks; divide by the longer list.", (numbers, answer) => Places(answer, [.. numbers.Order()]) / (double)numbers.Length),
            new("an answer that stops early gets full marks; divide by the longer list.", (numbers, answer) => Places(answer, [.. numbers.Order()]) / (double)Math.Max(1, answer.Length)),
            new("compared with the numbers as they were given; sort them first.", (numbers, answer) => Places(answer, numbers) / (double)Math.Max(answer.Length, numbers.Length)),
            new("all or nothing; give the share of right places.", (numbers, answer) => answer.SequenceEqual(numbers.Order()) ? 1 : 0),
            new("the places do not count here, but they must: the right numbers in any order earn full marks.", (numbers, answer) => answer.Intersect(numbers).Count() / (double)Math.Max(answer.Length, numbers.Length)),
            new("that is the number of right places; divide it by the longer list.", (numbers, answer) => Places(answer, [.. numbers.Order()])),
        ],
    };

    /// <summary>All of the lesson.</summary>
    public static IReadOnlyList<Exercise> All { get; } = [Advantages, Pass, Credit];

    private static double Deviation(double[] rewards, int by) => Math.Sqrt(rewards.Sum(r => Math.Pow(r - rewards.Average(), 2)) / by);

    private static double NotZero(double deviation) => deviation == 0 ? 1 : deviation;

    private static double[] Scaled(double[] rewards, int by) => [.. rewards.Select(r => (r - rewards.Average()) / NotZero(Deviation(rewards, by)))];

    private static int Places(int[] answer, int[] right) => answer.Zip(right).Count(p => p.First == p.Second);
}
