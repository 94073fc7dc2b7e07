using LlmWorkbook.Lessons;

namespace LlmWorkbook.Tests.Lessons.Exercises;

public sealed class AutoregressiveExercisesTests
{
    [Fact]
    public void Softmax_written_differently_is_right() => Assert.True(Exercise.Check("04.1", (double[] z, double t) =>
    {
        double top = z.Max() / t, log = top + Math.Log(z.Sum(v => Math.Exp(v / t - top)));
        return z.Select(v => Math.Exp(v / t - log)).ToArray();
    }).IsRight);

    [Fact]
    public void Softmax_s_mistakes_are_called_by_their_names()
    {
        Said("changes nothing", (z, t) => Power(z.Select(v => v - z.Max()), v => Math.Exp(v) / t));
        Said("multiplied", (z, t) => Power(z.Select(v => (v - z.Max()) * t), Math.Exp));
        Said("all probabilities are equal", (z, _) => [.. Enumerable.Repeat(1.0 / z.Length, z.Length)]);
        Said("overflows", (z, t) => Power(z, v => Math.Exp(v / t)));
        Said("2 values instead of 3", (z, t) => Power(z.Select(v => (v - z.Max()) / t), Math.Exp)[1..]);
        Said("threw IndexOutOfRangeException", (z, t) => [z[z.Length]]);

        static void Said(string part, Func<double[], double, double[]> answer) => Assert.Contains(part, Exercise.Check("04.1", answer).Message);
        static double[] Power(IEnumerable<double> z, Func<double, double> e) => [.. z.Select(v => e(v) / z.Sum(e))];
    }
}
