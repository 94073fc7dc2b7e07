using LlmWorkbook.Lessons;

namespace LlmWorkbook.Tests.Lessons.Exercises;

public sealed class PpoExercisesTests
{
    [Fact]
    public void The_clipped_objective()
    {
        Assert.True(Exercise.Check("08.1", (double now, double old, double a, double clip) =>
        {
            double ratio = Math.Exp(now) / Math.Exp(old);
            return -a * (a > 0 ? Math.Min(ratio, 1 + clip) : Math.Max(ratio, 1 - clip));
        }).IsRight);
        Said("the clip is missing", (now, old, a, _) => -Math.Exp(now - old) * a);
        Said("only the clipped product", (now, old, a, clip) => -Math.Min(1 + clip, Math.Max(1 - clip, Math.Exp(now - old))) * a);
        Said("the sign is wrong", (now, old, a, clip) => Math.Min(Math.Exp(now - old) * a, Math.Clamp(Math.Exp(now - old), 1 - clip, 1 + clip) * a));
        Said("yours is", (_, _, _, _) => 0.123);

        static void Said(string part, Func<double, double, double, double, double> answer) => Assert.Contains(part, Exercise.Check("08.1", answer).Message);
    }

    [Fact]
    public void Advantages()
    {
        Assert.True(Exercise.Check("08.2", (double[] r, double[] v, double gamma, double lambda) =>
            r.Select((_, t) => Enumerable.Range(0, r.Length - t).Sum(l => Math.Pow(gamma * lambda, l) * (r[t + l] + gamma * (t + l + 1 < v.Length ? v[t + l + 1] : 0) - v[t + l]))).ToArray()).IsRight);
        Said("off by one at the end", (r, v, gamma, lambda) => Sum(r, v, gamma, gamma * lambda, v[^1]));
        Said("lambda is missing", (r, v, gamma, _) => Sum(r, v, gamma, gamma, 0));
        Said("single deltas", (r, v, gamma, _) => Sum(r, v, gamma, 0, 0));
        Said("yours is", (r, _, _, _) => r[..1]);

        static double[] Sum(double[] r, double[] v, double gamma, double fade, double behind) => [.. r.Select((_, t) => Enumerable.Range(0, r.Length - t)
            .Sum(l => Math.Pow(fade, l) * (r[t + l] + gamma * (t + l + 1 < v.Length ? v[t + l + 1] : behind) - v[t + l])))];
        static void Said(string part, Func<double[], double[], double, double, double[]> answer) => Assert.Contains(part, Exercise.Check("08.2", answer).Message);
    }

    [Fact]
    public void Rewards_of_tokens()
    {
        Assert.True(Exercise.Check("08.3", (double score, double[] p, double[] q, double beta) =>
        {
            double[] r = new double[p.Length];
            for (int t = 0; t < r.Length; t++)
                r[t] = beta * (q[t] - p[t]) + (t + 1 == r.Length ? score : 0);
            return r;
        }).IsRight);
        Said("wrong token", (score, p, q, beta) => [.. p.Select((x, t) => -beta * (x - q[t]) + (t == 0 ? score : 0))]);
        Said("wrong sign", (score, p, q, beta) => [.. p.Select((x, t) => beta * (x - q[t]) + (t == p.Length - 1 ? score : 0))]);
        Said("every token gets the score", (score, p, q, beta) => [.. p.Select((x, t) => -beta * (x - q[t]) + score)]);
        Said("yours is", (_, p, _, _) => p[..1]);

        static void Said(string part, Func<double, double[], double[], double, double[]> answer) => Assert.Contains(part, Exercise.Check("08.3", answer).Message);
    }
}
