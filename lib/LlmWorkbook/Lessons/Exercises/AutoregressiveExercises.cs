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

    /// <summary>T + 1 tokens to T inputs and their T targets, the next tokens.</summary>
    public static Exercise Shift { get; } = new Exercise<Func<int[], (int[] Inputs, int[] Targets)>>
    {
        Id = "04.2",
        Title = "inputs and targets from a window of tokens",
        Difficulty = Difficulty.Easy,
        Minutes = 3,
        Inputs = (random, n) => [Enumerable.Range(0, 4 + n).Select(_ => random.Next(90) + 10).ToArray()],
        Reference = tokens => (tokens[..^1], tokens[1..]),
        Right = "Each position learns from the token that follows it.",
        Mistakes =
        [
            new("the targets are not shifted: each position is asked for the token it sees, so the model learns to copy.", tokens => (tokens[..^1], tokens[..^1])),
            new("shifted the wrong way: each position is asked for the token before it; the targets begin with the second token.", tokens => (tokens[1..], tokens[..^1])),
            new("the last token has no next one, and the first of the window is taken instead; leave the last token out of the inputs.", tokens => (tokens, [.. tokens[1..], tokens[0]])),
            new("the last token has no next one, and it is asked for itself; leave it out of the inputs.", tokens => (tokens, [.. tokens[1..], tokens[^1]])),
            new("the last token has no next one, and 0 is a token like any other; leave the last one out of the inputs.", tokens => (tokens, [.. tokens[1..], 0])),
            new("shifted by two: each position is asked for the token after the next.", tokens => (tokens[..^2], tokens[2..])),
            new("the inputs are one longer than the targets; the last token is a target only.", tokens => (tokens, tokens[1..])),
        ],
    };

    /// <summary>Number of positions to who may look at whom: isVisible[i, j] where j is not after i.</summary>
    public static Exercise CausalMask { get; } = new Exercise<Func<int, bool[,]>>
    {
        Id = "04.3",
        Title = "the causal mask",
        Difficulty = Difficulty.Medium,
        Minutes = 5,
        Trials = 6,
        Inputs = (_, n) => [n == 0 ? 3 : n + 3],
        Reference = length => Visible(length, (i, j) => j <= i),
        Right = "Each position sees itself and what came before, never the token it has to predict.",
        Mistakes =
        [
            new("a position may look at itself: it is the newest token that is known; use j <= i.", length => Visible(length, (i, j) => j < i)),
            new("the mask is transposed: each position sees what comes after it; i, the row, is the one that looks.", length => Visible(length, (i, j) => j >= i)),
            new("the polarity is turned round: true means that i may look at j, and yours marks what is forbidden.", length => Visible(length, (i, j) => j > i)),
            new("every position sees all, the future included: the answer is in the input.", length => Visible(length, (_, _) => true)),
            new("one place too far: each position sees the next token, which is the one it has to predict.", length => Visible(length, (i, j) => j <= i + 1)),
            new("nobody sees anything; set isVisible[i, j] where j <= i.", length => new bool[length, length]),
        ],
    };

    /// <summary>Logits and targets, -100 for those that do not count, to the mean cross-entropy in nats.</summary>
    public static Exercise SequenceLoss { get; } = new Exercise<Func<double[][], int[], double>>
    {
        Id = "04.4",
        Title = "the loss of a sequence",
        Difficulty = Difficulty.Medium,
        Minutes = 10,
        Inputs = (random, n) =>
        [
            Enumerable.Range(0, 2 + n / 2).Select(_ => Enumerable.Range(0, 3).Select(_ => Math.Round(4 * random.NextDouble() - 2, 2)).ToArray()).ToArray(),
            Enumerable.Range(0, 2 + n / 2).Select(t => t == n % 2 ? random.Next(3) : random.Next(3) == 0 ? -100 : random.Next(3)).ToArray(),
        ],
        Reference = (logits, targets) => Losses(logits, targets).Average(),
        Right = "Each target that counts weighs the same, and the unit is nats per token.",
        Mistakes =
        [
            new("that is in bits; the natural logarithm gives nats.", (logits, targets) => Losses(logits, targets).Average() / Math.Log(2)),
            new("that is the sum over the sequence; the loss is the mean.", (logits, targets) => Losses(logits, targets).Sum()),
            new("the sum is divided by all positions; divide by those that count.", (logits, targets) => Losses(logits, targets).Sum() / targets.Length),
            new("positions with target -100 are counted, as if it were token 0; leave them out.", (logits, targets) => Losses(logits, [.. targets.Select(t => Math.Max(t, 0))]).Average()),
            new("that is the loss of the most likely token; take the probability of the target.", (logits, targets) =>
                Losses(logits, [.. targets.Select((t, i) => t < 0 ? t : Array.IndexOf(logits[i], logits[i].Max()))]).Average()),
            new("the sign is wrong: the loss is minus the log-probability.", (logits, targets) => -Losses(logits, targets).Average()),
            new("logits are no log-probabilities; subtract the logarithm of the sum of their exponentials first.", (logits, targets) =>
                targets.Index().Where(t => t.Item >= 0).Average(t => -logits[t.Index][t.Item])),
            new("the logarithm is missing: that is the mean probability of the targets.", (logits, targets) => Losses(logits, targets).Average(l => Math.Exp(-l))),
        ],
    };

    /// <summary>All of the lesson.</summary>
    public static IReadOnlyList<Exercise> All { get; } = [Softmax, Shift, CausalMask, SequenceLoss];

    private static bool[,] Visible(int length, Func<int, int, bool> rule)
    {
        var mask = new bool[length, length];
        for (int i = 0; i < length; i++)
            for (int j = 0; j < length; j++)
                mask[i, j] = rule(i, j);
        return mask;
    }

    /// <summary>-log p of each target that counts.</summary>
    private static IEnumerable<double> Losses(double[][] logits, int[] targets) =>
        targets.Index().Where(t => t.Item >= 0).Select(t => Math.Log(logits[t.Index].Sum(Math.Exp)) - logits[t.Index][t.Item]);

    private static double[] Softened(double[] z, double shift, double scale)
    {
        double[] e = [.. z.Select(v => Math.Exp((v - shift) * scale))];
        return [.. e.Select(v => v / e.Sum())];
    }
}
