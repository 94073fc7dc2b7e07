using System.Text;
using LlmWorkbook.Lessons;

namespace LlmWorkbook.Tests.Lessons.Exercises;

public sealed class DataExercisesTests
{
    [Fact]
    public void Right_answers_may_be_written_differently()
    {
        Right("01.1", (bool[] bad, bool[] found) =>
        {
            int hit = 0, missed = 0, wrong = 0;
            for (int i = 0; i < bad.Length; i++)
                (hit, missed, wrong) = (hit + (bad[i] && found[i] ? 1 : 0), missed + (bad[i] && !found[i] ? 1 : 0), wrong + (!bad[i] && found[i] ? 1 : 0));
            return (hit + wrong > 0 ? hit / (double)(hit + wrong) : 1.0, hit + missed > 0 ? hit / (double)(hit + missed) : 1.0);
        });
        Right("01.2", (string[] a, string[] b) =>
        {
            HashSet<string> one = [.. a], two = [.. b];
            int common = one.Count(two.Contains);
            return common / (double)(one.Count + two.Count - common);
        });
        Right("01.3", (string shown) =>
        {
            try
            {
                return shown.Max() > 255 ? shown : new UTF8Encoding(false, true).GetString([.. shown.Select(c => (byte)c)]);
            }
            catch (DecoderFallbackException)
            {
                return shown;
            }
        });
        Right("01.4", (double jaccard, int bands, int rows) =>
        {
            double none = 1;
            for (int band = 0; band < bands; band++)
                none *= 1 - Enumerable.Repeat(jaccard, rows).Aggregate((x, y) => x * y);
            return 1 - none;
        });

        static void Right(string id, Delegate answer) => Assert.True(Exercise.Check(id, answer) is { IsRight: true }, Exercise.Check(id, answer).Message);
    }

    [Fact]
    public void Precision_s_mistakes_are_called_by_their_names()
    {
        Said("exchanged", (bad, found) => (Share(bad, found, bad), Share(bad, found, found)));
        Said("0 / 0 is not a number", (bad, found) => ((double)Both(bad, found) / found.Count(f => f), (double)Both(bad, found) / bad.Count(b => b)));
        Said("accuracy", (bad, found) => (Right(bad, found), Right(bad, found)));
        Said("the number of all items", (bad, found) => (Both(bad, found) / (double)bad.Length, Both(bad, found) / (double)bad.Length));
        Said("for isBad = [true, true, true, false, false]", (bad, found) => (0.5, 0.5));

        static void Said(string part, Func<bool[], bool[], (double, double)> answer) => Assert.Contains(part, Exercise.Check("01.1", answer).Message);
        static int Both(bool[] bad, bool[] found) => bad.Where((b, i) => b && found[i]).Count();
        static double Share(bool[] bad, bool[] found, bool[] of) => of.Contains(true) ? Both(bad, found) / (double)of.Count(o => o) : 1;
        static double Right(bool[] bad, bool[] found) => bad.Where((b, i) => b == found[i]).Count() / (double)bad.Length;
    }

    [Fact]
    public void Jaccard_s_mistakes_are_called_by_their_names()
    {
        Said("counted again", (a, b) => { double common = a.Count(w => b.Contains(w)); return common / (a.Length + b.Length - common); });
        Said("Dice", (a, b) => 2.0 * a.Distinct().Count(w => b.Contains(w)) / (a.ToHashSet().Count + b.ToHashSet().Count));
        Said("smaller set", (a, b) => a.Intersect(b).Count() / (double)Math.Min(a.ToHashSet().Count, b.ToHashSet().Count));
        Said("distance", (a, b) => a.Except(b).Union(b.Except(a)).Count() / (double)a.Union(b).Count());

        static void Said(string part, Func<string[], string[], double> answer) => Assert.Contains(part, Exercise.Check("01.2", answer).Message);
    }

    [Fact]
    public void Repair_s_mistakes_are_called_by_their_names()
    {
        Said("came back as it was", shown => new string(shown));
        Said("makes mojibake", shown => string.Concat(Encoding.UTF8.GetBytes(shown).Select(b => (char)b)));
        Said("“café” is no valid UTF-8", shown => shown.Any(c => c > 255) ? shown : Encoding.UTF8.GetString([.. shown.Select(c => (byte)c)]));
        Said("question marks", shown => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(shown)) is var read && read.Contains('\uFFFD') ? shown : read);
        Said("ASCII has no bytes above 127", shown => Encoding.ASCII.GetString(Encoding.ASCII.GetBytes(shown)));
        Said("threw DecoderFallbackException", shown => new UTF8Encoding(false, true).GetString(Encoding.Latin1.GetBytes(shown)));

        static void Said(string part, Func<string, string> answer) => Assert.Contains(part, Exercise.Check("01.3", answer).Message);
    }

    [Fact]
    public void The_bands_mistakes_are_called_by_their_names()
    {
        Said("exchanged", (j, b, r) => 1 - Math.Exp(r * Math.Log(1 - Math.Pow(j, b))));
        Said("no band agrees", (j, b, r) => Math.Exp(b * Math.Log(1 - Math.Pow(j, r))));
        Said("asks all bands", (j, b, r) => Math.Pow(j, r * b));
        Said("one single band", (j, _, r) => Math.Exp(r * Math.Log(j)));
        Said("are added", (j, b, r) => Enumerable.Repeat(Math.Pow(j, r), b).Sum());
        Said("one single place", (j, b, _) => 1 - Math.Exp(b * Math.Log(1 - j)));

        static void Said(string part, Func<double, int, int, double> answer) => Assert.Contains(part, Exercise.Check("01.4", answer).Message);
    }
}
