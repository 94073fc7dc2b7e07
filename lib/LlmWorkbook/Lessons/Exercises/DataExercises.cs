using System.Text;

namespace LlmWorkbook.Lessons;

/// <summary>The exercises of lesson 1: measuring and finding what is wrong with data.</summary>
public static class DataExercises
{
    private static readonly string[] words = ["a", "red", "ball", "the", "dog", "went", "park"];

    /// <summary>Precision and recall of a cleaning step.</summary>
    public static Exercise PrecisionAndRecall { get; } = new Exercise<Func<bool[], bool[], (double, double)>>
    {
        Id = "01.1",
        Title = "precision and recall",
        Difficulty = Difficulty.Easy,
        Minutes = 5,
        Inputs = (random, n) => n switch
        {
            0 => [new[] { true, true, true, false, false }, new[] { true, false, false, true, false }],
            1 => [new[] { true, false, false }, new[] { false, false, false }],
            2 => [new[] { false, false, false }, new[] { true, false, false }],
            _ => [Flags(random, 12), Flags(random, 12)],
        },
        Reference = (isBad, isFound) => Scores(isBad, isFound, 1),
        Right = "Precision asks about what was thrown away, recall about what was left in; a step that finds nothing has precision 1 and recall 0.",
        Mistakes =
        [
            new("precision and recall are exchanged; precision divides by what was found, recall by what is bad.", (isBad, isFound) => Scores(isFound, isBad, 1)),
            new("0 / 0 is not a number; where nothing was found, nothing wrong was found either, so precision is 1 (and recall 1 where nothing is bad).", (isBad, isFound) => Scores(isBad, isFound, double.NaN)),
            new("where nothing was found precision is 1, and where nothing is bad recall is 1; yours are 0.", (isBad, isFound) => Scores(isBad, isFound, 0)),
            new("the items that are good and were left count as right too; that is accuracy. Count only those that are bad and were found.", (isBad, isFound) =>
            {
                double equal = isBad.Zip(isFound).Count(p => p.First == p.Second);
                return (equal / isBad.Length, equal / isBad.Length);
            }),
            new("both are divided by the number of all items; divide by those that were found, and by those that are bad.", (isBad, isFound) =>
            {
                double both = isBad.Zip(isFound).Count(p => p.First && p.Second);
                return (both / isBad.Length, both / isBad.Length);
            }),
        ],
    };

    /// <summary>Jaccard similarity of two word lists, as sets (Broder 1997).</summary>
    public static Exercise Jaccard { get; } = new Exercise<Func<string[], string[], double>>
    {
        Id = "01.2",
        Title = "Jaccard similarity",
        Difficulty = Difficulty.Easy,
        Minutes = 5,
        Inputs = (random, n) => n switch
        {
            0 => [new[] { "a", "red", "ball" }, new[] { "a", "ball", "went" }],
            1 => [new[] { "a", "ball", "a", "ball" }, new[] { "a", "ball" }],
            _ => [Some(random), Some(random)],
        },
        Reference = (a, b) => (double)a.Intersect(b).Count() / a.Union(b).Count(),
        Right = "Equal sets have similarity 1, whatever their order and however often a word returns.",
        Mistakes =
        [
            new("words that return are counted again; make sets of both lists first.", (a, b) => (double)a.Count(b.Contains) / (a.Length + b.Length - a.Count(b.Contains))),
            new("the sum of both sizes counts what is common twice; divide by the size of the union.", (a, b) => (double)a.Intersect(b).Count() / (a.Distinct().Count() + b.Distinct().Count())),
            new("this is Dice's coefficient, 2 |A and B| / (|A| + |B|); Jaccard's divides by the union.", (a, b) => 2.0 * a.Intersect(b).Count() / (a.Distinct().Count() + b.Distinct().Count())),
            new("the smaller set alone is no measure of both; a part of a text would be equal to the whole. Divide by the size of the union.", (a, b) => (double)a.Intersect(b).Count() / Math.Min(a.Distinct().Count(), b.Distinct().Count())),
            new("whole numbers were divided, which drops the fraction; make one of them a double first.", (a, b) => a.Intersect(b).Count() / a.Union(b).Count()),
            new("that is the distance; the similarity is 1 minus it.", (a, b) => 1 - (double)a.Intersect(b).Count() / a.Union(b).Count()),
        ],
    };

    /// <summary>Mojibake of Latin-1 back to the text that it was.</summary>
    public static Exercise Repair { get; } = new Exercise<Func<string, string>>
    {
        Id = "01.3",
        Title = "mend mojibake",
        Difficulty = Difficulty.Medium,
        Minutes = 10,
        Inputs = (random, n) => n switch
        {
            0 => [Mangled("北京是中国的首都。")],
            1 => [Mangled("Café")],
            2 => ["Lily went to the park."],
            3 => ["café, 5 £"],
            4 => ["今天天气很好"],
            _ => [random.Next(3) == 0 ? string.Concat(words) + "é" : Mangled($"{words[random.Next(words.Length)]} {(char)(0x4E00 + random.Next(5000))} {(char)(0xC0 + random.Next(20))}")],
        },
        Reference = shown => Mended(shown, leavesInvalid: true, leavesForeign: true),
        Right = "Real text almost never happens to be valid UTF-8 when its characters are taken for bytes, so the repair can be tried on every line.",
        Mistakes =
        [
            new("the text came back as it was; take its characters for bytes, and read these as UTF-8.", shown => shown),
            new("this makes mojibake instead of mending it; the characters are the bytes (Latin-1), and UTF-8 is what they mean.", Mangled),
            new("text that was right all along is destroyed: “café” is no valid UTF-8 and must stay as it is. Use a decoder that throws, and return the text then.", shown => Mended(shown, leavesInvalid: false, leavesForeign: true)),
            new("real Chinese text became question marks: characters above U+00FF come from no byte of Latin-1, so such a text is no mojibake; return it as it is.", shown => Mended(shown, leavesInvalid: true, leavesForeign: false)),
            new("text that was right all along is destroyed: what is no valid UTF-8, and what has characters above U+00FF, must stay as it is.", shown => Mended(shown, leavesInvalid: false, leavesForeign: false)),
            new("the special characters are gone: ASCII has no bytes above 127. Encode with Latin-1, which gives each character below 256 its own byte.", shown => Encoding.UTF8.GetString(Encoding.ASCII.GetBytes(shown))),
        ],
    };

    /// <summary>Probability that banded MinHash compares two texts at all: 1 - (1 - J^r)^b.</summary>
    public static Exercise Bands { get; } = new Exercise<Func<double, int, int, double>>
    {
        Id = "01.4",
        Title = "how likely a near duplicate is found",
        Difficulty = Difficulty.Hard,
        Minutes = 10,
        Inputs = (random, n) => n switch
        {
            0 => [0.5, 2, 3],
            1 => [0.8, 20, 5],
            _ => [0.05 + 0.9 * random.NextDouble(), 2 + random.Next(9), 2 + random.Next(4)],
        },
        Reference = (jaccard, bands, rows) => 1 - Math.Pow(1 - Math.Pow(jaccard, rows), bands),
        Right = "More rows make a band stricter, more bands give more chances: together they put the steep part of the curve near (1/b)^(1/r).",
        Mistakes =
        [
            new("bands and rows are exchanged; all rows of a band must agree, but one band of all is enough.", (jaccard, bands, rows) => 1 - Math.Pow(1 - Math.Pow(jaccard, bands), rows)),
            new("this is the probability that no band agrees; take it from 1.", (jaccard, bands, rows) => Math.Pow(1 - Math.Pow(jaccard, rows), bands)),
            new("this asks all bands to agree; one is enough, so begin with the probability that none does.", (jaccard, bands, rows) => Math.Pow(Math.Pow(jaccard, rows), bands)),
            new("this is the probability for one single band; there are more chances than one.", (jaccard, bands, rows) => Math.Pow(jaccard, rows)),
            new("the probabilities of the bands are added, which counts pairs that agree in two bands twice, and may pass 1.", (jaccard, bands, rows) => bands * Math.Pow(jaccard, rows)),
            new("this asks one single place of the signature to agree; a band agrees only if all of its rows do: J to the power of rows.", (jaccard, bands, rows) => 1 - Math.Pow(1 - jaccard, bands)),
        ],
    };

    /// <summary>All of the lesson.</summary>
    public static IReadOnlyList<Exercise> All { get; } = [PrecisionAndRecall, Jaccard, Repair, Bands];

    private static bool[] Flags(Data.SplitMix64 random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(2) == 0)];

    private static string[] Some(Data.SplitMix64 random) => [.. Enumerable.Range(0, 2 + random.Next(6)).Select(_ => words[random.Next(words.Length)])];

    private static (double Precision, double Recall) Scores(bool[] isBad, bool[] isFound, double ofNothing)
    {
        double both = isBad.Zip(isFound).Count(p => p.First && p.Second);
        int found = isFound.Count(f => f), bad = isBad.Count(b => b);
        return (found == 0 ? ofNothing : both / found, bad == 0 ? ofNothing : both / bad);
    }

    private static string Mangled(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private static string Mended(string shown, bool leavesInvalid, bool leavesForeign)
    {
        if (leavesForeign && shown.Any(c => c > 0xFF))
            return shown;
        string read = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(shown));
        return leavesInvalid && read.Contains('\uFFFD') ? shown : read;
    }
}
