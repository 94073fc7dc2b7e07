using LlmWorkbook.Lessons;

namespace LlmWorkbook.Tests.Lessons.Exercises;

public sealed class VerifiableExercisesTests
{
    [Fact]
    public void Group_advantages()
    {
        Assert.True(Exercise.Check("10.1", (double[] r) =>
        {
            double sum = r.Sum(), squares = r.Sum(x => x * x), variance = (squares - sum * sum / r.Length) / (r.Length - 1);
            return r.Select(x => variance < 1e-12 ? 0 : (x - sum / r.Length) / Math.Sqrt(variance)).ToArray();
        }).IsRight);
        Said("the deviation is missing", r => [.. r.Select(x => x - r.Average())]);
        Said("divided by 0", r => [.. r.Select(x => (x - r.Average()) / Math.Sqrt(r.Sum(y => (y - r.Average()) * (y - r.Average())) / (r.Length - 1)))]);
        Said("with G - 1", r => [.. r.Select(x => r.Max() == r.Min() ? 0 : (x - r.Average()) / Math.Sqrt(r.Average(y => (y - r.Average()) * (y - r.Average()))))]);
        Said("yours is", r => r[..1]);

        static void Said(string part, Func<double[], double[]> answer) => Assert.Contains(part, Exercise.Check("10.1", answer).Message);
    }

    [Fact]
    public void Pass_at_k()
    {
        Assert.True(Exercise.Check("10.2", (int n, int c, int k) =>
        {
            double Choose(int a, int b) => b > a ? 0 : Enumerable.Range(0, b).Aggregate(1.0, (p, i) => p * (a - i) / (i + 1));
            return 1 - Choose(n - c, k) / Choose(n, k);
        }).IsRight);
        Said("with replacement", (n, c, k) => 1 - Math.Pow(1 - c / (double)n, k));
        Said("pass@1", (n, c, _) => c / (double)n);
        Said("how many right ones", (n, c, k) => c * k / (double)n);
        Said("yours is", (_, _, _) => 0.123);

        static void Said(string part, Func<int, int, int, double> answer) => Assert.Contains(part, Exercise.Check("10.2", answer).Message);
    }

    [Fact]
    public void A_checker()
    {
        Assert.True(Exercise.Check("10.3", (int[] numbers, int[] answer) =>
        {
            int[] sorted = [.. numbers];
            Array.Sort(sorted);
            double right = 0;
            for (int i = 0; i < Math.Min(sorted.Length, answer.Length); i++)
                right += sorted[i] == answer[i] ? 1 : 0;
            return right / Math.Max(sorted.Length, answer.Length);
        }).IsRight);
        Said("too much", (numbers, answer) => answer.Zip(numbers.Order()).Count(p => p.First == p.Second) / (double)numbers.Length);
        Said("stops early", (numbers, answer) => answer.Zip(numbers.Order()).Count(p => p.First == p.Second) / (double)answer.Length);
        Said("all or nothing", (numbers, answer) => numbers.Order().SequenceEqual(answer) ? 1 : 0);
        Said("yours is", (_, _) => 0.123);

        static void Said(string part, Func<int[], int[], double> answer) => Assert.Contains(part, Exercise.Check("10.3", answer).Message);
    }
}
