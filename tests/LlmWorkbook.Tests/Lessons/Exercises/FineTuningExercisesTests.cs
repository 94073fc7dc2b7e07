using LlmWorkbook.Lessons;

namespace LlmWorkbook.Tests.Lessons.Exercises;

public sealed class FineTuningExercisesTests
{
    [Fact]
    public void Targets_of_a_chat()
    {
        Assert.True(Exercise.Check("06.1", (int[] tokens, bool[] isResponse) =>
        {
            int[] targets = new int[tokens.Length - 1];
            for (int next = 1; next < tokens.Length; next++)
                targets[next - 1] = isResponse[next] ? tokens[next] : -100;
            return targets;
        }).IsRight);
        Said("the prompt is in the loss", (tokens, _) => [.. tokens.Skip(1)]);
        Said("off by one", (tokens, isResponse) => [.. tokens.Zip(tokens.Skip(1)).Select((t, i) => isResponse[i] ? t.Second : -100)]);
        Said("the polarity", (tokens, isResponse) => [.. tokens.Skip(1).Select((t, i) => isResponse[i + 1] ? -100 : t)]);
        Said("yours is", (_, _) => []);

        static void Said(string part, Func<int[], bool[], int[]> answer) => Assert.Contains(part, Exercise.Check("06.1", answer).Message);
    }

    [Fact]
    public void Merging_LoRA()
    {
        Assert.True(Exercise.Check("06.2", (double[][] w, double[][] b, double[][] a, double alpha) =>
        {
            for (int k = 0; k < a.Length; k++)
                for (int i = 0; i < w.Length; i++)
                    for (int j = 0; j < w[i].Length; j++)
                        w[i][j] += b[i][k] * a[k][j] * alpha / a.Length;
            return w;
        }).IsRight);
        Said("the rank is missing", (w, b, a, alpha) => Sum(w, b, a, alpha));
        Said("alpha is missing", (w, b, a, _) => Sum(w, b, a, 1.0 / a.Length));
        Said("the update is taken away", (w, b, a, alpha) => Sum(w, b, a, -alpha / a.Length));
        Said("yours is", (w, _, _, _) => w[..1]);

        static double[][] Sum(double[][] w, double[][] b, double[][] a, double by) =>
            [.. w.Select((row, i) => row.Select((x, j) => x + by * Enumerable.Range(0, a.Length).Sum(k => b[i][k] * a[k][j])).ToArray())];
        static void Said(string part, Func<double[][], double[][], double[][], double, double[][]> answer) => Assert.Contains(part, Exercise.Check("06.2", answer).Message);
    }

    [Fact]
    public void Layer_wise_rates()
    {
        Assert.True(Exercise.Check("06.3", (int layers, double rate, double decay) =>
        {
            double[] rates = new double[layers];
            for (int l = layers - 1; l >= 0; l--, rate *= decay)
                rates[l] = rate;
            return rates;
        }).IsRight);
        Said("wrong way round", (layers, rate, decay) => [.. Enumerable.Range(0, layers).Select(l => rate * Math.Pow(decay, l))]);
        Said("one step too far", (layers, rate, decay) => [.. Enumerable.Range(1, layers).Reverse().Select(l => rate * Math.Pow(decay, l))]);
        Said("same rate", (layers, rate, _) => [.. Enumerable.Repeat(rate, layers)]);
        Said("yours is", (_, rate, _) => [rate]);

        static void Said(string part, Func<int, double, double, double[]> answer) => Assert.Contains(part, Exercise.Check("06.3", answer).Message);
    }

    [Fact]
    public void Tags_to_names()
    {
        Assert.True(Exercise.Check("06.4", (string[] tags) =>
        {
            var names = new List<(int Start, int End, string Kind)>();
            for (int i = 0; i < tags.Length;)
            {
                if (tags[i] == "O")
                {
                    i++;
                    continue;
                }
                int start = i;
                string kind = tags[i].Split('-')[1];
                for (i++; i < tags.Length && tags[i] == "I-" + kind; i++)
                {
                }
                names.Add((start, i, kind));
            }
            return names.ToArray();
        }).IsRight);
        Said("word behind the last", tags => Names(tags, inclusive: true));
        Said("begins a new name", tags => Names([.. tags.Select((tag, i) => i > 0 && tag[0] == 'B' && tags[i - 1] != "O" && tags[i - 1][2..] == tag[2..] ? "I" + tag[1..] : tag)]));
        Said("ends with the sentence is lost", tags => Names(tags, closed: false));
        Said("is lost; take it for the beginning", tags => Names(tags, strict: true));
        Said("yours is", tags => []);

        // Reads from left to right and closes a name where the next word does not go on with it.
        static (int, int, string)[] Names(string[] tags, bool inclusive = false, bool closed = true, bool strict = false)
        {
            var names = new List<(int, int, string)>();
            int start = -1;
            for (int i = 0; i <= tags.Length; i++)
            {
                if (start >= 0 && (i == tags.Length ? closed : tags[i] != "I-" + tags[start][2..]))
                {
                    names.Add((start, inclusive ? i - 1 : i, tags[start][2..]));
                    start = -1;
                }
                if (start < 0 && i < tags.Length && (strict ? tags[i][0] == 'B' : tags[i] != "O"))
                    start = i;
            }
            return [.. names];
        }
        static void Said(string part, Func<string[], (int Start, int End, string Kind)[]> answer) => Assert.Contains(part, Exercise.Check("06.4", answer).Message);
    }

    [Fact]
    public void Pseudo_labels()
    {
        Assert.True(Exercise.Check("06.5", (double[][] probabilities, double sure) =>
        {
            int[] labels = new int[probabilities.Length];
            for (int i = 0; i < labels.Length; i++)
            {
                int best = 0;
                for (int k = 1; k < probabilities[i].Length; k++)
                    best = probabilities[i][k] > probabilities[i][best] ? k : best;
                labels[i] = probabilities[i][best] < sure ? -100 : best;
            }
            return labels;
        }).IsRight);
        Said("not sure get a label", (p, _) => [.. p.Select(Best)]);
        Said("0 is a class", (p, sure) => [.. p.Select(row => row.Max() >= sure ? Best(row) : 0)]);
        Said("the other way round", (p, sure) => [.. p.Select(row => row.Max() >= sure ? -100 : Best(row))]);
        Said("yours is", (p, _) => [.. p.Select(_ => 7)]);

        static int Best(double[] row) => row.Index().MaxBy(p => p.Item).Index;
        static void Said(string part, Func<double[][], double, int[]> answer) => Assert.Contains(part, Exercise.Check("06.5", answer).Message);
    }
}
