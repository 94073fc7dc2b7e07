namespace LlmWorkbook.Lessons;

/// <summary>Checks a learner's answer on the spot and says which mistake was made. Never throws for a wrong answer.</summary>
public static class Exercises
{
    /// <summary>Checks softmax(z / temperature).</summary>
    /// <param name="answer">Maps logits and a temperature above 0 to probabilities.</param>
    /// <returns>One sentence: right, or what is wrong.</returns>
    public static string SoftmaxWithTemperature(Func<double[], double, double[]> answer)
    {
        double[] z = [2, 1, -1];
        double[] p, large;
        try
        {
            (p, large) = (answer(z, 0.5), answer([1000, 999], 1));
        }
        catch (Exception e)
        {
            return $"Not yet: your function threw {e.GetType().Name} ({e.Message}).";
        }
        double[] right = Softmax(z, 0.5);
        if (p.Length != z.Length)
            return $"Not yet: {z.Length} logits give {z.Length} probabilities, not {p.Length}.";
        if (Near(p, Softmax(z, 1)))
            return "Not yet: the temperature is not used; divide the logits by it.";
        if (Near(p, Softmax(z, 2)))
            return "Not yet: the logits were multiplied by the temperature; divide by it.";
        if (p.Distinct().Count() == 1)
            return "Not yet: all probabilities are equal; a larger logit must get a larger one.";
        if (Math.Abs(p.Sum() - 1) > 1e-9)
            return $"Not yet: the probabilities add up to {p.Sum():G4}; divide each by their sum.";
        if (!Near(p, right))
            return $"Not yet: for logits 2, 1, -1 at temperature 0.5 the first probability is {right[0]:F4}, yours is {p[0]:F4}.";
        return large.All(double.IsFinite)
            ? "Right: the probabilities are correct, and large logits do not overflow."
            : "Almost: correct for small logits, but e^1000 overflows; subtract the largest logit first.";
    }

    /// <summary>Checks perplexity = exp(loss).</summary>
    /// <param name="answer">Maps a loss in nats per token to a perplexity.</param>
    /// <returns>One sentence: right, or what is wrong.</returns>
    public static string Perplexity(Func<double, double> answer)
    {
        double[] losses = [0.5, 1, Math.Log(291)];
        double[] given;
        try
        {
            given = [.. losses.Select(answer)];
        }
        catch (Exception e)
        {
            return $"Not yet: your function threw {e.GetType().Name} ({e.Message}).";
        }
        if (Near(given, losses))
            return "Not yet: that is the loss itself; perplexity undoes the logarithm in it.";
        if (Near(given, [.. losses.Select(l => Math.Pow(2, l))]))
            return "Not yet: 2 to the loss would be right for a loss in bits; ours is in nats.";
        if (Near(given, [.. losses.Select(l => Math.Exp(-l))]))
            return "Not yet: exp(-loss) is the mean probability of the right token; perplexity is one over that.";
        if (Near(given, [.. losses.Select(l => Math.Log(l))]))
            return "Not yet: the logarithm was taken once more; undo it instead.";
        return Near(given, [.. losses.Select(Math.Exp)])
            ? "Right: a loss of 0 is a perplexity of 1 (always sure), and log V gives V (anything may come)."
            : $"Not yet: a loss of 1 nat is a perplexity of {Math.E:F4}, yours is {given[1]:G5}.";
    }

    private static double[] Softmax(double[] z, double temperature)
    {
        double top = z.Max() / temperature;
        double[] e = [.. z.Select(v => Math.Exp(v / temperature - top))];
        return [.. e.Select(v => v / e.Sum())];
    }

    private static bool Near(double[] a, double[] b) => a.Zip(b).All(p => Math.Abs(p.First - p.Second) < 1e-6);
}
