using LlmWorkbook.Lessons;

namespace LlmWorkbook.Tests.Lessons.Exercises;

public sealed class StartExercisesTests
{
    [Fact]
    public void Perplexity_written_differently_is_right() =>
        Assert.True(Exercise.Check("00.1", (double loss) => 1 / Math.Pow(Math.E, -loss)).IsRight);

    [Fact]
    public void Perplexity_s_mistakes_are_called_by_their_names()
    {
        Assert.Contains("the loss itself", Said(l => l + 0));
        Assert.Contains("bits", Said(l => Math.Exp(l * Math.Log(2))));
        Assert.Contains("one over that", Said(l => 1 / Math.Exp(l)));
        Assert.Contains("once more", Said(l => Math.Log2(l) * Math.Log(2)));
        Assert.Contains("loss = 1 the answer is 2.71828; yours is 7", Said(_ => 7));
    }

    private static string Said(Func<double, double> answer) => Exercise.Check("00.1", answer).Message;
}
