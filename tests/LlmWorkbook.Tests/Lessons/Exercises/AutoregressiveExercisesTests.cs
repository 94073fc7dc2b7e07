using LlmWorkbook.Lessons;

namespace LlmWorkbook.Tests.Lessons.Exercises;

public sealed class AutoregressiveExercisesTests
{
    [Fact]
    public void Softmax_written_differently_is_right() => Assert.True(Exercise.Check("04.1", (double[] z, double t) =>
    {
        double top = z.Max() / t, log = top + Math.Log(z.Sum(v => Math.Exp(v / t - top)));
        return z.Select(v => Math.Exp(v / t - log)).ToArray();
    }).IsRight);

    [Fact]
    public void Softmax_s_mistakes_are_called_by_their_names()
    {
        Said("changes nothing", (z, t) => Power(z.Select(v => v - z.Max()), v => Math.Exp(v) / t));
        Said("multiplied", (z, t) => Power(z.Select(v => (v - z.Max()) * t), Math.Exp));
        Said("all probabilities are equal", (z, _) => [.. Enumerable.Repeat(1.0 / z.Length, z.Length)]);
        Said("overflows", (z, t) => Power(z, v => Math.Exp(v / t)));
        Said("2 values instead of 3", (z, t) => Power(z.Select(v => (v - z.Max()) / t), Math.Exp)[1..]);
        Said("threw IndexOutOfRangeException", (z, t) => [z[z.Length]]);

        static void Said(string part, Func<double[], double, double[]> answer) => Assert.Contains(part, Exercise.Check("04.1", answer).Message);
        static double[] Power(IEnumerable<double> z, Func<double, double> e) => [.. z.Select(v => e(v) / z.Sum(e))];
    }

    [Fact]
    public void Shift_written_differently_is_right_and_its_mistakes_are_named()
    {
        Assert.True(Exercise.Check("04.2", (int[] tokens) => (tokens.SkipLast(1).ToArray(), tokens.Zip(tokens.Skip(1), (_, next) => next).ToArray())).IsRight);
        Said("learns to copy", tokens => ([.. tokens.SkipLast(1)], [.. tokens.SkipLast(1)]));
        Said("the wrong way", tokens => ([.. tokens.Skip(1)], [.. tokens.SkipLast(1)]));
        Said("the first of the window", tokens => (tokens, [.. tokens.Select((_, i) => tokens[(i + 1) % tokens.Length])]));
        Said("it is asked for itself", tokens => (tokens, [.. tokens.Select((_, i) => tokens[Math.Min(i + 1, tokens.Length - 1)])]));
        Said("one longer than the targets", tokens => (tokens, [.. tokens.Skip(1)]));
        Said("threw IndexOutOfRangeException", tokens => (tokens, [.. tokens.Select((_, i) => tokens[i + 1])]));

        static void Said(string part, Func<int[], (int[], int[])> answer) => Assert.Contains(part, Exercise.Check("04.2", answer).Message);
    }

    [Fact]
    public void Causal_mask_written_differently_is_right_and_its_mistakes_are_named()
    {
        Assert.True(Exercise.Check("04.3", (int length) => Loop(length, i => i + 1)).IsRight);
        Said("may look at itself", length => Loop(length, i => i));
        Said("the answer is in the input", length => Loop(length, _ => length));
        Said("which is the one it has to predict", length => Loop(length, i => Math.Min(i + 2, length)));
        Said("nobody sees", length => Loop(length, _ => 0));
        Said("turned round", length => Loop(length, i => i + 1, inverted: true));
        Said("transposed", length => Loop(length, i => i, inverted: true));
        Said("length = 3 the answer is [[true, false, false], [true, true, false], [true, true, true]]; yours is [[true, false, false], [true, false, false], [true, false, false]] ([1][1]: false instead of true)", length => Loop(length, _ => 1));

        static void Said(string part, Func<int, bool[,]> answer) => Assert.Contains(part, Exercise.Check("04.3", answer).Message);

        static bool[,] Loop(int length, Func<int, int> until, bool inverted = false)
        {
            var mask = new bool[length, length];
            for (int n = 0; n < length * length; n++)
                mask[n / length, n % length] = n % length < until(n / length) ^ inverted;
            return mask;
        }
    }

    [Fact]
    public void Sequence_loss_written_differently_is_right_and_its_mistakes_are_named()
    {
        Assert.True(Exercise.Check("04.4", (double[][] logits, int[] targets) => Mean(logits, targets, Math.Log)).IsRight);
        Said("bits", (logits, targets) => Mean(logits, targets, Math.Log2));
        Said("the sum over the sequence", (logits, targets) => Mean(logits, targets, Math.Log) * targets.Count(t => t >= 0));
        Said("divide by those that count", (logits, targets) => Mean(logits, targets, Math.Log) * targets.Count(t => t >= 0) / targets.Length);
        Said("are counted", (logits, targets) => Mean(logits, [.. targets.Select(t => t == -100 ? 0 : t)], Math.Log));
        Said("the sign", (logits, targets) => Mean(logits, targets, p => -Math.Log(p)));
        Said("logarithm is missing", (logits, targets) => -Mean(logits, targets, p => p));
        Said("threw IndexOutOfRangeException", (logits, targets) => targets.Select((t, i) => logits[i][t]).Sum());

        static void Said(string part, Func<double[][], int[], double> answer) => Assert.Contains(part, Exercise.Check("04.4", answer).Message);

        static double Mean(double[][] logits, int[] targets, Func<double, double> log)
        {
            var (sum, count) = (0.0, 0);
            for (int t = 0; t < targets.Length; t++)
            {
                if (targets[t] == -100)
                    continue;
                double[] e = [.. logits[t].Select(z => Math.Exp(z - 3))];
                sum -= log(e[targets[t]] / e.Sum());
                count++;
            }
            return sum / count;
        }
    }
}
