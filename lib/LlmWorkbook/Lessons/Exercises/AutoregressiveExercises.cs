namespace LlmWorkbook.Lessons;

/// <summary>The exercises of lesson 4: from logits and tokens to the loss.</summary>
public static class AutoregressiveExercises
{
    /// <summary>Logits and a temperature above 0 to probabilities: softmax(z / temperature).</summary>
    public static Exercise Softmax { get; } = new Exercise<Func<double[], double, double[]>>
    {
        Id = "04.1",
        Title = "softmax with temperature",
        Difficulty = Difficulty.Easy,
        Minutes = 5,
        Inputs = (random, n) => n switch
        {
            0 => [new[] { 2.0, 1, -1 }, 0.5],
            1 => [new[] { 1000.0, 999 }, 1.0],
            _ => [Enumerable.Range(0, 2 + random.Next(4)).Select(_ => 6 * random.NextDouble() - 3).ToArray(), 0.25 + 2 * random.NextDouble()],
        },
        Reference = (z, temperature) => Softened(z, z.Max(), 1 / temperature),
        Right = "The probabilities add up to 1, and large logits do not overflow.",
        Mistakes =
        [
            new("the temperature changes nothing; divide the logits by it before the exponential.", (z, _) => Softened(z, z.Max(), 1)),
            new("the logits were multiplied by the temperature; divide by it.", (z, temperature) => Softened(z, z.Max(), temperature)),
            new("all probabilities are equal; a larger logit must get a larger one.", (z, _) => [.. z.Select(_ => 1.0 / z.Length)]),
            new("the probabilities do not add up to 1; divide each by their sum.", (z, temperature) => [.. z.Select(v => Math.Exp((v - z.Max()) / temperature))]),
            new("these are e^z, which do not add up to 1; divide each by their sum.", (z, temperature) => [.. z.Select(v => Math.Exp(v / temperature))]),
            new("correct for small logits, but e^1000 overflows; subtract the largest logit first.", (z, temperature) => Softened(z, 0, 1 / temperature)),
        ],
    };

    /// <summary>All of the lesson.</summary>
    public static IReadOnlyList<Exercise> All { get; } = [Softmax];

    private static double[] Softened(double[] z, double shift, double scale)
    {
        double[] e = [.. z.Select(v => Math.Exp((v - shift) * scale))];
        return [.. e.Select(v => v / e.Sum())];
    }
}
