using LlmWorkbook.Lessons;

namespace LlmWorkbook.Tests.Lessons.Exercises;

public sealed class RoadExercisesTests
{
    [Fact]
    public void Who_wins()
    {
        Assert.True(Exercise.Check("11.1", (double a, double b) => Math.Pow(10, a / 400) / (Math.Pow(10, a / 400) + Math.Pow(10, b / 400))).IsRight);
        Said("how often B wins", (a, b) => Math.Pow(10, b / 400) / (Math.Pow(10, a / 400) + Math.Pow(10, b / 400)));
        Said("not of e", (a, b) => 1 / (1 + Math.Exp((b - a) / 400)));
        Said("that is the odds", (a, b) => Math.Pow(10, a / 400) / Math.Pow(10, b / 400));
        Said("their ratio means nothing", (a, b) => a / (a + b));
        Said("yours is", (_, _) => 0.123);

        static void Said(string part, Func<double, double, double> answer) => Assert.Contains(part, Exercise.Check("11.1", answer).Message);
    }

    [Fact]
    public void The_win_rate()
    {
        Assert.True(Exercise.Check("11.2", (double[] mine, double[] theirs) => mine.Select((m, i) => (Math.Sign(m - theirs[i]) + 1) / 2.0).Sum() / mine.Length).IsRight);
        Said("counted as lost", (mine, theirs) => mine.Where((m, i) => m > theirs[i]).Count() / (double)mine.Length);
        Said("counted as won", (mine, theirs) => mine.Where((m, i) => m >= theirs[i]).Count() / (double)mine.Length);
        Said("left out", (mine, theirs) => mine.Where((m, i) => m > theirs[i]).Count() / (double)mine.Where((m, i) => m != theirs[i]).Count());
        Said("yours is", (_, _) => 0.123);

        static void Said(string part, Func<double[], double[], double> answer) => Assert.Contains(part, Exercise.Check("11.2", answer).Message);
    }

    [Fact]
    public void The_cost_of_ppo()
    {
        Assert.True(Exercise.Check("11.3", (double n, double d, int e) => (2 * n * d) + (2 * n * d) + (2 * n * d) + Enumerable.Range(0, e).Sum(_ => 2 * 6 * n * d)).IsRight);
        Said("the critic is trained, too", (n, d, e) => 6 * n * d + 6 * n * d * e);
        Said("read the tokens first", (n, d, e) => 2 * 6 * n * d * e);
        Said("not in every pass", (n, d, e) => (6 + 12) * n * d * e);
        Said("yours is", (_, _, _) => 0.123);

        static void Said(string part, Func<double, double, int, double> answer) => Assert.Contains(part, Exercise.Check("11.3", answer).Message);
    }
}
