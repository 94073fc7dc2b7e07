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

    [Fact]
    public void A_blind_guess_written_differently_is_right_and_its_mistakes_are_named()
    {
        Assert.True(Exercise.Check("00.2", (int v) => -Math.Log(1.0 / v)).IsRight);
        Assert.Contains("bits", Exercise.Check("00.2", (int v) => Math.Log(v) / Math.Log(2)).Message);
        Assert.Contains("sign", Exercise.Check("00.2", (int v) => Math.Log(1.0 / v)).Message);
        Assert.Contains("minus its logarithm", Exercise.Check("00.2", (int v) => Math.Pow(v, -1)).Message);
    }

    [Fact]
    public void Bits_written_differently_are_right_and_the_mistakes_are_named()
    {
        Assert.True(Exercise.Check("00.3", (double nats) => Math.Log2(Math.Exp(nats))).IsRight);
        Assert.Contains("instead of multiplying", Exercise.Check("00.3", (double nats) => nats * 0.6931471805599453).Message);
        Assert.Contains("only the unit changes, so", Exercise.Check("00.3", (double nats) => Math.Log(nats) / Math.Log(2)).Message);
        Assert.Contains("2 to the loss", Exercise.Check("00.3", (double nats) => Math.Exp(nats * Math.Log(2))).Message);
    }

    private static string Said(Func<double, double> answer) => Exercise.Check("00.1", answer).Message;
}
