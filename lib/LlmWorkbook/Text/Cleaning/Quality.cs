namespace LlmWorkbook.Text;

/// <summary>What a page must be like to be kept. The defaults suit short pages; Gopher asks for 50 words at least.</summary>
public sealed record QualityRules
{
    /// <summary>Fewest words, or Chinese characters.</summary>
    public int LeastWords { get; init => field = Check.Within(value, 0, 1_000_000); } = 15;

    /// <summary>Greatest share of all words that one word of more than three letters may have.</summary>
    public double MostFrequentWord { get; init => field = Check.Within(value, 0.0, 1.0); } = 0.2;

    /// <summary>Greatest share of words that repeat a pair of neighbours seen before.</summary>
    public double MostRepeatedPairs { get; init => field = Check.Within(value, 0.0, 1.0); } = 0.4;

    /// <summary>Most signs such as #, ★ and ! per word.</summary>
    public double MostSigns { get; init => field = Check.Within(value, 0.0, 10.0); } = 0.15;

    /// <summary>Greatest share of the letters of a text in Latin script that are capitals.</summary>
    public double MostCapitals { get; init => field = Check.Within(value, 0.0, 1.0); } = 0.3;

    /// <summary>Fewest different ones of a language's most frequent words, such as "the" or 的.</summary>
    public int LeastStopWords { get; init => field = Check.Within(value, 0, 10); } = 2;

    /// <summary>Greatest <see cref="Mojibake.Suspicion"/>.</summary>
    public double MostMojibake { get; init => field = Check.Within(value, 0.0, 1.0); } = 0.1;
}

/// <summary>
/// Rules that a page of text must meet, after those of C4 (Raffel et al. 2020, section 2.2) and Gopher (Rae et al. 2021, table A1).
/// Each is a number with a limit, so the reason why a page was dropped can be told.
/// </summary>
public static class Quality
{
    private const string Signs = "#★☆●◆►→!！*$￥|~{}";

    private static readonly HashSet<string> stopWords =
        ["the", "a", "and", "to", "was", "of", "in", "is", "that", "it", "with", "but", "的", "了", "是", "在", "有", "一", "不", "和", "很", "把"];

    /// <summary>The rules that a text breaks, in words; empty for a good one.</summary>
    public static IReadOnlyList<string> Problems(string text, QualityRules rules)
    {
        var words = Words.Of(text);
        var problems = new List<string>();
        Add(words.Count < rules.LeastWords, "too short");
        if (words.Count == 0)
            return problems;
        var long_ = words.Where(w => w.Length > 3 || Script.Of(w) == Script.Han).ToList();
        Add(long_.GroupBy(w => w).Select(g => g.Count()).DefaultIfEmpty(0).Max() > rules.MostFrequentWord * words.Count, "one word over and over");
        var pairs = words.Zip(words.Skip(1)).ToList();
        Add(pairs.Count - pairs.Distinct().Count() > rules.MostRepeatedPairs * words.Count, "repeats itself");
        Add(text.Count(Signs.Contains) > rules.MostSigns * words.Count, "too many signs");
        int letters = text.Count(char.IsAsciiLetter);
        Add(letters > words.Count && text.Count(char.IsAsciiLetterUpper) > rules.MostCapitals * letters, "written in capitals");
        Add(words.Where(stopWords.Contains).Distinct().Count() < rules.LeastStopWords, "no ordinary words");
        Add(Mojibake.Suspicion(text) > rules.MostMojibake, "wrong encoding");
        return problems;

        void Add(bool broken, string problem)
        {
            if (broken)
                problems.Add(problem);
        }
    }
}
