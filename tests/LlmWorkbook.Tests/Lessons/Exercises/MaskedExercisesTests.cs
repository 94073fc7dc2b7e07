using LlmWorkbook.Data;
using LlmWorkbook.Lessons;
using LlmWorkbook.Text;

namespace LlmWorkbook.Tests.Lessons.Exercises;

public sealed class MaskedExercisesTests
{
    [Fact]
    public void The_loss_written_differently_is_right_and_its_mistakes_have_names()
    {
        Assert.True(Exercise.Check("03.1", (double[] p, int[] t) =>
        {
            double product = 1;
            int asked = 0;
            for (int i = 0; i < p.Length; i++)
                if (t[i] >= 0)
                    (product, asked) = (product * p[i], asked + 1);
            return -Math.Log(Math.Pow(product, 1.0 / asked));
        }).IsRight);
        Said("all positions", (p, t) => -p.Sum(v => Math.Log(v)) / p.Length);
        Said("length of the row", (p, t) => -p.Zip(t, (v, a) => a == -100 ? 0 : Math.Log(v)).Average());
        Said("that is the sum", (p, t) => -p.Zip(t, (v, a) => a == -100 ? 0 : Math.Log(v)).Sum());
        Said("in bits", (p, t) => -p.Zip(t).Where(x => x.Second != -100).Average(x => Math.Log(x.First) / Math.Log(2)));
        Said("yours is 1", (p, t) => 1); // not foreseen: input, expected and actual value

        static void Said(string part, Func<double[], int[], double> answer) => Assert.Contains(part, Exercise.Check("03.1", answer).Message);
    }

    [Fact]
    public void Masking_written_differently_is_right()
    {
        Assert.True(Exercise.Check("03.2", (int[] t, SpecialTokens s, int v, SplitMix64 r) => Masking.Apply(t, s, v, r)).IsRight);
        Assert.True(Exercise.Check("03.2", (int[] tokens, SpecialTokens s, int v, SplitMix64 r) =>
        {
            // Exactly 15 %, from a shuffle, with one die of ten sides for the three ways.
            int[] places = [.. Enumerable.Range(0, tokens.Length).Where(i => !s.Contains(tokens[i])).OrderBy(_ => r.Next())];
            int[] inputs = [.. tokens], targets = new int[tokens.Length];
            Array.Fill(targets, -100);
            foreach (int i in places.Take((int)Math.Round(places.Length * 0.15)))
            {
                int die = r.Next(10);
                targets[i] = tokens[i];
                inputs[i] = die < 8 ? s.Mask : die == 8 ? tokens[i] : Word();
            }
            return (inputs, targets);

            int Word()
            {
                int word = r.Next(v);
                return s.Contains(word) ? Word() : word;
            }
        }).IsRight);
    }

    [Fact]
    public void Masking_s_mistakes_have_names()
    {
        Said("special tokens are masked too", (t, s, v, r) => Each(t, _ => true, i => Way(r, s.Mask, t[i], 5 + r.Next(v - 5)), r));
        Said("always the same", (t, s, v, r) => Each(t, i => !s.Contains(t[i]), i => Way(r, s.Mask, t[i], v - 1), r));
        Said("not drawn from the vocabulary", (t, s, v, r) => Each(t, i => !s.Contains(t[i]), i => Way(r, s.Mask, t[i], Math.Min(t[i] + 1, v - 1)), r));
        Said("special tokens are among", (t, s, v, r) => Each(t, i => !s.Contains(t[i]), i => Way(r, s.Mask, t[i], r.Next(v)), r));
        Said("everything that is asked for becomes [MASK]", (t, s, v, r) => Each(t, i => !s.Contains(t[i]), _ => s.Mask, r));
        Said("targets are set everywhere", (t, s, v, r) => (Masking.Apply(t, s, v, r).Inputs, t));
        Said("only [MASK] is asked for", (t, s, v, r) =>
        {
            var (inputs, targets) = Masking.Apply(t, s, v, r);
            for (int i = 0; i < t.Length; i++)
                if (inputs[i] != s.Mask)
                    targets[i] = -100;
            return (inputs, targets);
        });
        Said("yours is", (t, s, v, r) => (t, [.. Enumerable.Repeat(-100, t.Length)])); // nothing is asked for

        static int Way(SplitMix64 r, int mask, int same, int other) => r.Next(10) switch { < 8 => mask, 8 => same, _ => other };
        static (int[] Inputs, int[] Targets) Each(int[] t, Func<int, bool> may, Func<int, int> becomes, SplitMix64 r)
        {
            int[] inputs = [.. t], targets = new int[t.Length];
            Array.Fill(targets, -100);
            for (int i = 0; i < t.Length; i++)
                if (may(i) && r.Next(100) < 15)
                    (inputs[i], targets[i]) = (becomes(i), t[i]);
            return (inputs, targets);
        }

        static void Said(string part, MaskedExercises.Mask answer) => Assert.Contains(part, Exercise.Check("03.2", answer).Message);
    }

    [Fact]
    public void The_contrastive_loss_written_differently_is_right_and_its_mistakes_have_names()
    {
        Assert.True(Exercise.Check("03.3", (double[][] c, double t) => -c.Index().Average(pair =>
        {
            var (i, row) = pair;
            double top = row.Max() / t;
            double[] e = [.. row.Select((v, j) => j == i ? 0 : Math.Exp(v / t - top))];
            return Math.Log(e[i % 2 == 0 ? i + 1 : i - 1] / e.Sum());
        })).IsRight);
        Said("compared with itself", (c, t) => c.Select((row, i) => Math.Log(row.Sum(v => Math.Exp(v / t))) - row[i ^ 1] / t).Average());
        Said("partner is missing", (c, t) => c.Select((row, i) => Math.Log(row.Where((_, j) => j != i && j != (i ^ 1)).Sum(v => Math.Exp(v / t))) - row[i ^ 1] / t).Average());
        Said("multiplied by the temperature", (c, t) => c.Select((row, i) => Math.Log(row.Where((_, j) => j != i).Sum(v => Math.Exp(v * t))) - row[i ^ 1] * t).Average());
        Said("B rows further on", (c, t) => c.Select((row, i) => Math.Log(row.Where((_, j) => j != i).Sum(v => Math.Exp(v / t))) - row[(i + row.Length / 2) % row.Length] / t).Average());

        static void Said(string part, Func<double[][], double, double> answer) => Assert.Contains(part, Exercise.Check("03.3", answer).Message);
    }
}
