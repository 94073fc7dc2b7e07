using LlmWorkbook.Lessons;

namespace LlmWorkbook.Tests.Lessons;

public class ExercisesTests
{
    private static double[] Softmax(double[] z, double shift, double scale)
    {
        double[] e = [.. z.Select(v => Math.Exp((v - shift) * scale))];
        return [.. e.Select(v => v / e.Sum())];
    }

    [Fact]
    public void A_right_answer_is_right() =>
        Assert.StartsWith("Right", Exercises.SoftmaxWithTemperature((z, t) => Softmax(z, z.Max(), 1 / t)));

    [Fact]
    public void Each_mistake_is_called_by_its_name()
    {
        Says("not used", (z, _) => Softmax(z, z.Max(), 1));
        Says("multiplied", (z, t) => Softmax(z, z.Max(), t));
        Says("all probabilities are equal", (z, _) => [.. z.Select(_ => 1.0 / z.Length)]);
        Says("add up to", (z, t) => [.. z.Select(v => Math.Exp((v - z.Max()) / t))]);
        Says("overflows", (z, t) => Softmax(z, 0, 1 / t));
        Says("3 logits give 3", (_, _) => [1]);
        Says("threw", (_, _) => throw new InvalidOperationException("no"));
    }

    [Fact]
    public void Perplexity_is_checked_and_each_mistake_is_called_by_its_name()
    {
        Assert.StartsWith("Right", Exercises.Perplexity(Math.Exp));
        Assert.Contains("the loss itself", Exercises.Perplexity(l => l));
        Assert.Contains("bits", Exercises.Perplexity(l => Math.Pow(2, l)));
        Assert.Contains("one over that", Exercises.Perplexity(l => Math.Exp(-l)));
        Assert.Contains("once more", Exercises.Perplexity(Math.Log));
        Assert.Contains("2.7183, yours is 7", Exercises.Perplexity(_ => 7));
        Assert.Contains("threw", Exercises.Perplexity(_ => throw new InvalidOperationException("no")));
    }

    private static void Says(string part, Func<double[], double, double[]> answer) =>
        Assert.Contains(part, Exercises.SoftmaxWithTemperature(answer));
}
