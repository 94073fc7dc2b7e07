using LlmWorkbook.Data;
using LlmWorkbook.Text;

namespace LlmWorkbook.Lessons;

/// <summary>The exercises of lesson 3: what is hidden, what is asked for, and what belongs together.</summary>
public static class MaskedExercises
{
    private const int Vocabulary = 40;

    private static readonly SpecialTokens special = new() { Pad = 0, End = 1, Cls = 2, Sep = 3, Mask = 4, Sentinels = [] };

    /// <summary>BERT's masking of one row: what the model reads and what it is asked.</summary>
    /// <param name="tokens">Token ids.</param>
    /// <param name="special">Ids of the special tokens, [MASK] among them.</param>
    /// <param name="vocabularySize">Number of token ids.</param>
    /// <param name="random">What to draw from.</param>
    public delegate (int[] Inputs, int[] Targets) Mask(int[] tokens, SpecialTokens special, int vocabularySize, SplitMix64 random);

    /// <summary>The mean of -log p over the tokens that are asked for.</summary>
    public static Exercise Loss { get; } = new Exercise<Func<double[], int[], double>>
    {
        Id = "03.1",
        Title = "the masked loss",
        Difficulty = Difficulty.Easy,
        Minutes = 5,
        Inputs = (random, n) =>
        {
            int length = 3 + random.Next(6);
            double[] p = [.. Enumerable.Range(0, length).Select(_ => 0.05 + 0.9 * random.NextDouble())];
            int[] targets = [.. Enumerable.Range(0, length).Select(i => i == 1 || random.Next(3) == 0 ? 5 + random.Next(20) : -100)];
            targets[0] = -100; // never all
            return [p, targets];
        },
        Reference = (probabilities, targets) => Asked(probabilities, targets).Average(p => -Math.Log(p)),
        Right = "Tokens that nobody asked for cost nothing, however well or badly they are guessed.",
        Mistakes =
        [
            new("the loss is taken over all positions; leave out those whose target is -100.", (p, _) => p.Average(v => -Math.Log(v))),
            new("the sum is divided by the length of the row; divide by the number of tokens that are asked for.", (p, t) => Asked(p, t).Sum(v => -Math.Log(v)) / p.Length),
            new("that is the sum; the loss is the mean over the tokens that are asked for.", (p, t) => Asked(p, t).Sum(v => -Math.Log(v))),
            new("that is in bits; take the natural logarithm.", (p, t) => Asked(p, t).Average(v => -Math.Log2(v))),
            new("the logarithm of the mean probability is not the mean of the logarithms; take the logarithm of each first.", (p, t) => -Math.Log(Asked(p, t).Average())),
            new("the sign is missing: log p is below 0, and a loss is above.", (p, t) => Asked(p, t).Average(Math.Log)),
        ],
    };

    /// <summary>BERT's masking; shares are compared, so any way of drawing is right.</summary>
    public static Exercise Masks { get; } = new Exercise<Mask>
    {
        Id = "03.2",
        Title = "BERT's masking, 80/10/10",
        Difficulty = Difficulty.Medium,
        Minutes = 15,
        Trials = 3,
        Tolerance = 0.03, // four standard deviations of the least certain share
        Inputs = (random, n) => [Enumerable.Range(0, 60_000).Select(i => i % 10 == 0 ? random.Next(5) : 5 + random.Next(Vocabulary - 5)).ToArray(), special, Vocabulary, random],
        Reference = (tokens, special, vocabularySize, random) => Masked(tokens, special, vocabularySize, random),
        Observe = (arguments, value) => Shares((int[])arguments[0]!, ((int[], int[]))value!),
        Right = "Of the words 15 % are asked for, and of these 80 % are hidden, 10 % replaced and 10 % left as they are.",
        Mistakes =
        [
            new("special tokens are masked too; [CLS], [SEP] and padding stand for no text, so never ask for them.", (t, s, v, r) => Masked(t, s, v, r, touchesSpecial: true)),
            new("the 10 % random tokens are not drawn from the vocabulary; draw any id that is no special token.", (t, s, v, r) => Masked(t, s, v, r, other: token => token + 1 < v ? token + 1 : token)),
            new("the 10 % random tokens are always the same one; draw from the whole vocabulary, each time anew.", (t, s, v, r) => Masked(t, s, v, r, other: _ => v - 1)),
            new("special tokens are among the 10 % random ones; draw again until it is a word.", (t, s, v, r) => Masked(t, s, v, r, other: _ => r.Next(v))),
            new("everything that is asked for becomes [MASK]; 10 % should become a random token and 10 % stay.", (t, s, v, r) => Masked(t, s, v, r, mask: 1, replace: 0)),
            new("the targets are set everywhere, so the loss would count positions that were not chosen; set them to -100 there.", (t, s, v, r) => (Masked(t, s, v, r).Inputs, [.. t])),
            new("only [MASK] is asked for; the tokens that are replaced or left as they are have targets too.", (t, s, v, r) => OnlyMasks(Masked(t, s, v, r), s)),
            new("half of what is not [MASK] is left out: after 80 % for [MASK], 10 % of all are replaced, not 10 % of the rest.", (t, s, v, r) => Masked(t, s, v, r, replace: 0.02)),
            new("the share of tokens that are asked for is wrong; it should be 15 %.", (t, s, v, r) => Masked(t, s, v, r, rate: 0.8)),
        ],
    };

    /// <summary>SimCLR's loss from a matrix of cosines: rows 2 i and 2 i + 1 are the two views of sentence i.</summary>
    public static Exercise Contrast { get; } = new Exercise<Func<double[][], double, double>>
    {
        Id = "03.3",
        Title = "the contrastive loss",
        Difficulty = Difficulty.Hard,
        Minutes = 15,
        Inputs = (random, n) =>
        {
            int count = 2 * (2 + random.Next(3));
            var cosines = new double[count][];
            for (int i = 0; i < count; i++)
            {
                cosines[i] = new double[count];
                for (int j = 0; j <= i; j++)
                    cosines[i][j] = cosines[j][i] = i == j ? 1 : 2 * random.NextDouble() - 1;
            }
            return [cosines, 0.1 + 0.4 * random.NextDouble()];
        },
        Reference = (cosines, temperature) => Contrasted(cosines, temperature),
        Right = "Each view has to find its partner among all others; nobody told it what the sentences mean.",
        Mistakes =
        [
            new("a vector is compared with itself, and its cosine is always 1; leave j = i out of the sum.", (c, t) => Contrasted(c, t, self: true)),
            new("the partner is missing from the sum below the line; only the vector itself is left out.", (c, t) => Contrasted(c, t, partner: false)),
            new("the cosines were multiplied by the temperature; divide by it.", (c, t) => Contrasted(c, 1 / t)),
            new("the temperature changes nothing; divide the cosines by it.", (c, _) => Contrasted(c, 1)),
            new("the partner is taken from B rows further on; here the views of a sentence are neighbours, rows 2 i and 2 i + 1.", (c, t) => Contrasted(c, t, partnerOf: (i, n) => (i + n / 2) % n)),
            new("that is the sum; the loss is the mean over all views.", (c, t) => Contrasted(c, t) * c.Length),
        ],
    };

    /// <summary>All of the lesson.</summary>
    public static IReadOnlyList<Exercise> All { get; } = [Loss, Masks, Contrast];

    private static IEnumerable<double> Asked(double[] probabilities, int[] targets) => probabilities.Where((_, i) => targets[i] != -100);

    private static (int[] Inputs, int[] Targets) Masked(int[] tokens, SpecialTokens special, int vocabularySize, SplitMix64 random,
        double rate = 0.15, double mask = 0.8, double replace = 0.1, bool touchesSpecial = false, Func<int, int>? other = null)
    {
        int[] inputs = [.. tokens], targets = [.. Enumerable.Repeat(-100, tokens.Length)];
        for (int i = 0; i < tokens.Length; i++)
        {
            if ((special.Contains(tokens[i]) && !touchesSpecial) || random.NextDouble() >= rate)
                continue;
            targets[i] = tokens[i];
            double way = random.NextDouble();
            if (way < mask)
                inputs[i] = special.Mask;
            else if (way < mask + replace)
                inputs[i] = other?.Invoke(tokens[i]) ?? 5 + random.Next(vocabularySize - 5);
        }
        return (inputs, targets);
    }

    private static (int[] Inputs, int[] Targets) OnlyMasks((int[] Inputs, int[] Targets) row, SpecialTokens special) =>
        (row.Inputs, [.. row.Targets.Select((t, i) => row.Inputs[i] == special.Mask ? t : -100)]);

    private static Dictionary<string, double> Shares(int[] tokens, (int[] Inputs, int[] Targets) row)
    {
        var (inputs, targets) = row;
        if (inputs.Length != tokens.Length || targets.Length != tokens.Length)
            throw new ArgumentException("Inputs and targets are as long as the tokens.");
        var places = Enumerable.Range(0, tokens.Length).ToList();
        var chosen = places.Where(i => targets[i] != -100 && !special.Contains(tokens[i])).ToList();
        var replaced = places.Where(i => inputs[i] != tokens[i] && inputs[i] != special.Mask).ToList();
        double Of(IEnumerable<int> some, IReadOnlyCollection<int> all) => all.Count == 0 ? 0 : (double)some.Count() / all.Count;
        return new()
        {
            ["of the words are asked for"] = Of(chosen, [.. places.Where(i => !special.Contains(tokens[i]))]),
            ["of the special tokens are asked for or changed"] = Of(places.Where(i => special.Contains(tokens[i]) && (targets[i] != -100 || inputs[i] != tokens[i])), [.. places.Where(i => special.Contains(tokens[i]))]),
            ["of those asked for are [MASK]"] = Of(chosen.Where(i => inputs[i] == special.Mask && tokens[i] != special.Mask), chosen),
            ["of those asked for are replaced"] = Of(chosen.Where(replaced.Contains), chosen),
            ["of the replacements are special tokens"] = Of(replaced.Where(i => special.Contains(inputs[i])), replaced),
            ["of the replacements are the most frequent one"] = replaced.Count == 0 ? 0 : (double)replaced.GroupBy(i => inputs[i]).Max(g => g.Count()) / replaced.Count,
            ["of the replacements are the next id"] = Of(replaced.Where(i => inputs[i] == tokens[i] + 1), replaced),
            ["of the targets are not the token that stood there"] = Of(places.Where(i => targets[i] != -100 && targets[i] != tokens[i]), places),
            ["of what is changed is not asked for"] = Of(places.Where(i => inputs[i] != tokens[i] && targets[i] == -100), places),
        };
    }

    private static double Contrasted(double[][] cosines, double temperature, bool self = false, bool partner = true, Func<int, int, int>? partnerOf = null)
    {
        double sum = 0;
        for (int i = 0; i < cosines.Length; i++)
        {
            int right = partnerOf?.Invoke(i, cosines.Length) ?? i ^ 1;
            double all = cosines[i].Where((_, j) => (self || j != i) && (partner || j != right)).Sum(c => Math.Exp(c / temperature));
            sum += Math.Log(all) - cosines[i][right] / temperature;
        }
        return sum / cosines.Length;
    }
}
