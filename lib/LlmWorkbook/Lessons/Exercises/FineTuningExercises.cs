using LlmWorkbook.Data;

namespace LlmWorkbook.Lessons;

/// <summary>The exercises of lesson 6: what is asked for, and how little may be trained.</summary>
public static class FineTuningExercises
{
    /// <summary>Tokens, and which are the assistant's, to targets.</summary>
    public static Exercise Targets { get; } = new Exercise<Func<int[], bool[], int[]>>
    {
        Id = "06.1",
        Title = "targets of a chat",
        Difficulty = Difficulty.Easy,
        Minutes = 5,
        Inputs = (random, n) =>
        {
            int prompt = 2 + random.Next(3), answer = 2 + random.Next(3), again = random.Next(2) * 3;
            int[] tokens = [.. Enumerable.Range(0, prompt + answer + again).Select(_ => 10 + random.Next(90))];
            return [tokens, tokens.Select((_, t) => t >= prompt && t < prompt + answer).ToArray()];
        },
        Reference = (tokens, isResponse) => Asked(tokens, t => isResponse[t + 1]),
        Right = "The answer is learned, its end included, and nothing of the prompt.",
        Mistakes =
        [
            new("the prompt is in the loss: the model learns to ask; -100 where the next token is not the assistant's.", (tokens, _) => tokens[1..]),
            new("the polarity is turned round: the prompt is asked for, and the answer is not.", (tokens, isResponse) => Asked(tokens, t => !isResponse[t + 1])),
            new("off by one: the mask is that of the token read, but the token asked for is the next one; use isResponse[t + 1].", (tokens, isResponse) => Asked(tokens, t => isResponse[t])),
            new("the targets are not shifted: each place is asked for the token that it reads.", (tokens, isResponse) => [.. Enumerable.Range(0, tokens.Length - 1).Select(t => isResponse[t] ? tokens[t] : -100)]),
            new("what is not asked for must be -100; 0 is a token like any other.", (tokens, isResponse) => [.. Asked(tokens, t => isResponse[t + 1]).Select(t => t == -100 ? 0 : t)]),
            new("the end of the answer is left out: the model would never learn to stop.", (tokens, isResponse) => Asked(tokens, t => isResponse[t + 1] && t + 2 < tokens.Length && isResponse[t + 2])),
            new("one target too many: the last token has no next one.", (tokens, isResponse) => [.. Asked(tokens, t => isResponse[t + 1]), -100]),
        ],
    };

    /// <summary>A matrix and its low-rank update to the merged matrix.</summary>
    public static Exercise Merge { get; } = new Exercise<Func<double[][], double[][], double[][], double, double[][]>>
    {
        Id = "06.2",
        Title = "merging LoRA",
        Difficulty = Difficulty.Medium,
        Minutes = 10,
        Inputs = (random, n) =>
        {
            int rank = n % 2 + 2, size = 3;
            double[][] Matrix(int rows, int columns) => [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, columns).Select(_ => Math.Round(4 * random.NextDouble() - 2, 1)).ToArray())];
            return [Matrix(size, size), Matrix(size, rank), Matrix(rank, size), 3.0 + random.Next(4)];
        },
        Reference = (w, b, a, alpha) => Plus(w, b, a, alpha / a.Length),
        Right = "After merging there is one matrix again, and the model costs what it cost before.",
        Mistakes =
        [
            new("alpha is missing: the update counts alpha / r.", (w, b, a, _) => Plus(w, b, a, 1.0 / a.Length)),
            new("the rank is missing: divide alpha by r, so that a rate found at one rank does at another.", (w, b, a, alpha) => Plus(w, b, a, alpha)),
            new("alpha / r is missing: the update counts alpha / r.", (w, b, a, _) => Plus(w, b, a, 1)),
            new("that is the update alone; add it to W.", (w, b, a, alpha) => Plus([.. w.Select(row => new double[row.Length])], b, a, alpha / a.Length)),
            new("the update is taken away from W; add it.", (w, b, a, alpha) => Plus(w, b, a, -alpha / a.Length)),
            new("the update is transposed: entry (i, j) is the sum over k of b[i][k] a[k][j].", (w, b, a, alpha) => Plus(w, Transposed(a), Transposed(b), alpha / a.Length)),
            new("alpha is divided by the width; r is the number of rows of a.", (w, b, a, alpha) => Plus(w, b, a, alpha / w.Length)),
        ],
    };

    /// <summary>Blocks, rate and decay to the rate of each block.</summary>
    public static Exercise Rates { get; } = new Exercise<Func<int, double, double, double[]>>
    {
        Id = "06.3",
        Title = "layer-wise learning rates",
        Difficulty = Difficulty.Medium,
        Minutes = 5,
        Inputs = (random, n) => [3 + n % 4, 0.001 * (1 + random.Next(5)), 0.5 + 0.4 * random.NextDouble()],
        Reference = (layers, rate, decay) => Falling(layers, l => rate * Math.Pow(decay, layers - 1 - l)),
        Right = "The last block moves most, the first one least.",
        Mistakes =
        [
            new("the wrong way round: the first block gets the full rate; it is the last one that should.", (layers, rate, decay) => Falling(layers, l => rate * Math.Pow(decay, l))),
            new("one step too far: the last block gets rate itself, not rate x decay.", (layers, rate, decay) => Falling(layers, l => rate * Math.Pow(decay, layers - l))),
            new("all blocks have the same rate; each gets decay times the one above.", (layers, rate, _) => Falling(layers, _ => rate)),
            new("the rates fall along a straight line; each is decay times the one above.", (layers, rate, decay) => Falling(layers, l => rate * (1 - (1 - decay) * (layers - 1 - l)))),
            new("these are the factors; multiply them by rate.", (layers, _, decay) => Falling(layers, l => Math.Pow(decay, layers - 1 - l))),
        ],
    };

    /// <summary>BIO tags to names.</summary>
    public static Exercise Names { get; } = new Exercise<Func<string[], (int Start, int End, string Kind)[]>>
    {
        Id = "06.4",
        Title = "BIO tags to names",
        Difficulty = Difficulty.Medium,
        Minutes = 10,
        Inputs = (random, n) => [n switch
        {
            0 => ["B-PER", "O"],
            1 => ["O", "B-LOC", "I-LOC", "O"],
            2 => ["B-ORG", "I-ORG", "B-ORG", "I-ORG"],
            3 => ["O", "B-PER", "I-LOC", "I-LOC"],
            _ => Sentence(random),
        }],
        Reference = tags => Spans(tags),
        Right = "Compare the two sets of names, and you have precision, recall and F1.",
        Mistakes =
        [
            new("End is the word behind the last, not the last one: a name of one word at place 0 is (0, 1).", tags => [.. Spans(tags).Select(s => s with { End = s.End - 1 })]),
            new("a name of several words is cut off after its first; I- goes on with it.", tags => [.. Spans(tags).Select(s => s with { End = s.Start + 1 })]),
            new("B- always begins a new name, also directly after another one.", tags => Spans([.. tags.Select((tag, i) => tag[0] == 'B' && i > 0 && tags[i - 1].EndsWith(tag[1..], StringComparison.Ordinal) ? "I" + tag[1..] : tag)])),
            new("I- of another kind does not go on with the name before it; it begins one of its own.", tags => Spans(tags, anyKind: true)),
            new("an I- without a name of its kind before it is lost; take it for the beginning of one.", tags => [.. Spans(tags).Where(s => tags[s.Start][0] == 'B')]),
            new("a name that ends with the sentence is lost.", tags => [.. Spans(tags).Where(s => s.End < tags.Length)]),
            new("every word is a name of its own; I- belongs to the word before it.", tags => [.. tags.Index().Where(t => t.Item != "O").Select(t => (t.Index, t.Index + 1, t.Item[2..]))]),
            new("the kind still has its B-; leave that out.", tags => [.. Spans(tags).Select(s => s with { Kind = "B-" + s.Kind })]),
        ],
    };

    /// <summary>Probabilities of classes to pseudo-labels.</summary>
    public static Exercise PseudoLabels { get; } = new Exercise<Func<double[][], double, int[]>>
    {
        Id = "06.5",
        Title = "pseudo-labels",
        Difficulty = Difficulty.Easy,
        Minutes = 5,
        Inputs = (random, n) =>
        {
            int classes = 2 + n % 2;
            double[] Row() { double[] raw = [.. Enumerable.Range(0, classes).Select(_ => Math.Pow(random.NextDouble(), 3) + 0.01)]; return [.. raw.Select(r => r / raw.Sum())]; }
            return [Enumerable.Range(0, 6).Select(_ => Row()).ToArray(), 0.6 + 0.3 * random.NextDouble()];
        },
        Reference = (probabilities, sure) => Labelled(probabilities, p => p.Max() >= sure),
        Right = "What the model is sure of becomes a label; of the rest nobody asks.",
        Mistakes =
        [
            new("texts of which the model is not sure get a label as well; give them -100.", (probabilities, _) => Labelled(probabilities, _ => true)),
            new("the other way round: the doubtful ones are labelled, and the sure ones are not.", (probabilities, sure) => Labelled(probabilities, p => p.Max() < sure)),
            new("what is not labelled must be -100; 0 is a class like any other.", (probabilities, sure) => [.. Labelled(probabilities, p => p.Max() >= sure).Select(l => l == -100 ? 0 : l)]),
            new("the least likely class is taken; take the likeliest.", (probabilities, sure) => [.. probabilities.Select(p => p.Max() >= sure ? Array.IndexOf(p, p.Min()) : -100)]),
            new("the classes that it doubts are left out of the list; give one label for each text, -100 where none.", (probabilities, sure) => [.. Labelled(probabilities, p => p.Max() >= sure).Where(l => l >= 0)]),
            new("only class 1 is compared with the threshold; compare the likeliest, whichever it is.", (probabilities, sure) => [.. probabilities.Select(p => p[1] >= sure ? 1 : -100)]),
        ],
    };

    /// <summary>All of the lesson, and of the one on the classic heads that goes with it.</summary>
    public static IReadOnlyList<Exercise> All { get; } = [Targets, Merge, Rates, Names, PseudoLabels];

    private static int[] Asked(int[] tokens, Func<int, bool> isAsked) => [.. Enumerable.Range(0, tokens.Length - 1).Select(t => isAsked(t) ? tokens[t + 1] : -100)];

    private static double[][] Plus(double[][] w, double[][] b, double[][] a, double scale) =>
        [.. w.Select((row, i) => row.Select((v, j) => v + scale * a.Select((of, k) => b[i][k] * of[j]).Sum()).ToArray())];

    private static double[][] Transposed(double[][] m) => [.. m[0].Select((_, j) => m.Select(row => row[j]).ToArray())];

    /// <summary>The names, or what they would be if an I- of any kind went on with the name before it.</summary>
    private static (int Start, int End, string Kind)[] Spans(string[] tags, bool anyKind = false)
    {
        string[] read = [.. tags];
        for (int i = 1; anyKind && i < read.Length; i++)
            if (read[i][0] == 'I' && read[i - 1] != "O")
                read[i] = "I" + read[i - 1][1..];
        return [.. Metrics.SpanF1.Spans(read).Select(s => (s.Start, s.End, s.Kind))];
    }

    /// <summary>A sentence in which every way of beginning and ending a name occurs.</summary>
    private static string[] Sentence(SplitMix64 random)
    {
        string[] kinds = ["PER", "LOC", "ORG"];
        var tags = new List<string>();
        while (tags.Count < 7)
        {
            string kind = kinds[random.Next(3)];
            if (random.Next(2) == 0)
                tags.Add("O");
            tags.Add((random.Next(4) == 0 ? "I-" : "B-") + kind);
            tags.AddRange(Enumerable.Repeat($"I-{kind}", random.Next(3)));
        }
        return [.. tags];
    }

    private static int[] Labelled(double[][] probabilities, Func<double[], bool> isSure) => [.. probabilities.Select(p => isSure(p) ? Array.IndexOf(p, p.Max()) : -100)];

    private static double[] Falling(int layers, Func<int, double> rate) => [.. Enumerable.Range(0, layers).Select(rate)];
}
