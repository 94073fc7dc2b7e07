using LlmWorkbook.Lessons;

namespace LlmWorkbook.Tests.Lessons.Exercises;

public sealed class DpoExercisesTests
{
    [Fact]
    public void The_loss()
    {
        Assert.True(Exercise.Check("09.1", (double[] c, double[] r, double[] refC, double[] refR, double beta) =>
        {
            double sum = 0;
            for (int i = 0; i < c.Length; i++)
            {
                double win = Math.Exp(beta * (c[i] - refC[i])), lose = Math.Exp(beta * (r[i] - refR[i]));
                sum -= Math.Log(win / (win + lose));
            }
            return sum / c.Length;
        }).IsRight);
        Said("the reference is left out", (c, r, _, _, beta) => c.Zip(r, (x, y) => Math.Log(1 + Math.Exp(-beta * (x - y)))).Average());
        Said("mixed up", (c, r, refC, refR, beta) => Enumerable.Range(0, c.Length).Average(i => Math.Log(1 + Math.Exp(beta * (c[i] - refC[i] - r[i] + refR[i])))));
        Said("beta is left out", (c, r, refC, refR, _) => Enumerable.Range(0, c.Length).Average(i => Math.Log(1 + Math.Exp(-(c[i] - refC[i] - r[i] + refR[i])))));
        Said("yours is", (_, _, _, _, _) => 0.123);

        static void Said(string part, Func<double[], double[], double[], double[], double, double> answer) => Assert.Contains(part, Exercise.Check("09.1", answer).Message);
    }

    [Fact]
    public void The_best_policy()
    {
        Assert.True(Exercise.Check("09.2", (double[] p, double[] r, double beta) =>
        {
            double[] logs = [.. p.Zip(r, (q, x) => Math.Log(q) + x / beta)];
            double most = logs.Max(), z = logs.Sum(l => Math.Exp(l - most));
            return logs.Select(l => Math.Exp(l - most) / z).ToArray();
        }).IsRight);
        Said("do not add up to 1", (p, r, beta) => [.. p.Zip(r, (q, x) => q * Math.Exp(x / beta))]);
        Said("the reference is left out", (_, r, beta) => [.. r.Select(x => Math.Exp(x / beta) / r.Sum(y => Math.Exp(y / beta)))]);
        Said("best single answer", (_, r, _) => [.. r.Select(x => x == r.Max() ? 1.0 : 0)]);
        Said("yours is", (p, _, _) => p[..1]);

        static void Said(string part, Func<double[], double[], double, double[]> answer) => Assert.Contains(part, Exercise.Check("09.2", answer).Message);
    }

    [Fact]
    public void The_probability_of_an_answer()
    {
        Assert.True(Exercise.Check("09.3", (double[] logs, bool[] isResponse) =>
        {
            double sum = 0;
            for (int t = 0; t < logs.Length; t++)
                sum += isResponse[t] ? logs[t] : 0;
            return sum;
        }).IsRight);
        Said("averaged instead of summed", (logs, isResponse) => logs.Where((_, t) => isResponse[t]).Average());
        Said("the prompt counts", (logs, _) => logs.Sum());
        Said("the sign is wrong", (logs, isResponse) => -logs.Where((_, t) => isResponse[t]).Sum());
        Said("yours is", (_, _) => 0.123);

        static void Said(string part, Func<double[], bool[], double> answer) => Assert.Contains(part, Exercise.Check("09.3", answer).Message);
    }
}
