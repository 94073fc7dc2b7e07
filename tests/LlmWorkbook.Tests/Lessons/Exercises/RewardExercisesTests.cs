using LlmWorkbook.Lessons;

namespace LlmWorkbook.Tests.Lessons.Exercises;

public sealed class RewardExercisesTests
{
    [Fact]
    public void The_pairwise_loss()
    {
        Assert.True(Exercise.Check("07.1", (double[] chosen, double[] rejected) =>
        {
            double sum = 0;
            for (int i = 0; i < chosen.Length; i++)
                sum -= Math.Log(Math.Exp(chosen[i]) / (Math.Exp(chosen[i]) + Math.Exp(rejected[i])));
            return sum / chosen.Length;
        }).IsRight);
        Said("mixed up", (c, r) => c.Zip(r, (x, y) => Math.Log(1 + Math.Exp(x - y))).Average());
        Said("that is the sum", (c, r) => c.Zip(r, (x, y) => Math.Log(1 + Math.Exp(y - x))).Sum());
        Said("mean probability", (c, r) => c.Zip(r, (x, y) => 1 / (1 + Math.Exp(y - x))).Average());
        Said("yours is", (_, _) => 0.123);

        static void Said(string part, Func<double[], double[], double> answer) => Assert.Contains(part, Exercise.Check("07.1", answer).Message);
    }

    [Fact]
    public void Pairs_of_a_ranking()
    {
        Assert.True(Exercise.Check("07.2", (int count) =>
        {
            var pairs = new List<(int Chosen, int Rejected)>();
            for (int i = 0; i < count; i++)
                for (int j = i + 1; j < count; j++)
                    pairs.Add((i, j));
            return pairs.ToArray();
        }).IsRight);
        Said("only neighbours", count => [.. Enumerable.Range(0, count - 1).Select(i => (i, i + 1))]);
        Said("only the best", count => [.. Enumerable.Range(1, count - 1).Select(i => (0, i))]);
        Said("wrong way round", count => [.. Enumerable.Range(0, count).SelectMany(i => Enumerable.Range(i + 1, count - i - 1).Select(j => (j, i)))]);
        Said("yours is", _ => []);

        static void Said(string part, Func<int, (int Chosen, int Rejected)[]> answer) => Assert.Contains(part, Exercise.Check("07.2", answer).Message);
    }

    [Fact]
    public void The_ceiling()
    {
        Assert.True(Exercise.Check("07.3", (double[] a, double[] b) =>
            a.Zip(b, (x, y) => Math.Exp(Math.Max(x, y)) / (Math.Exp(x) + Math.Exp(y))).Average()).IsRight);
        Said("how often A is chosen", (a, b) => a.Zip(b, (x, y) => Math.Exp(x) / (Math.Exp(x) + Math.Exp(y))).Average());
        Said("the worse one", (a, b) => a.Zip(b, (x, y) => Math.Exp(Math.Min(x, y)) / (Math.Exp(x) + Math.Exp(y))).Average());
        Said("only if choices were not by chance", (_, _) => 1.0);
        Said("yours is", (_, _) => 0.123);

        static void Said(string part, Func<double[], double[], double> answer) => Assert.Contains(part, Exercise.Check("07.3", answer).Message);
    }
}
