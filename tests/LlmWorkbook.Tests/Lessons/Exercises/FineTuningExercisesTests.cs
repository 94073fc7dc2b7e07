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
}
