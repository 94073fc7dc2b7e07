namespace LlmWorkbook.Text;

/// <summary>When a line of a web page is not its text.</summary>
public sealed record BoilerplateRules
{
    /// <summary>Fewest words, or Chinese characters, in a line of text.</summary>
    public int LeastWords { get; init => field = Check.Within(value, 0, 1_000); } = 4;

    /// <summary>Greatest share of a line that may be links.</summary>
    public double MostLinks { get; init => field = Check.Within(value, 0.0, 1.0); } = 0.5;

    /// <summary>A line that stands on more than this share of all pages, and on eight at least, belongs to none of them.</summary>
    public double RepeatedOn { get; init => field = Check.Within(value, 0.0, 1.0); } = 0.01;
}

/// <summary>
/// Tells menus, banners and footers from text, by two kinds of evidence: what a line looks like (Kohlschütter et al. 2010: link density
/// and number of words; Raffel et al. 2020, C4: a line ends like a sentence) and how many other pages carry it too (Wenzek et al. 2020,
/// CCNet). Neither is enough: a cookie banner is a good sentence, a page number is on one page only.
/// </summary>
public sealed class Boilerplate
{
    private readonly BoilerplateRules rules;
    private readonly Dictionary<string, int> pages = [];
    private readonly double limit;

    /// <summary>Counts on how many pages each line stands.</summary>
    /// <param name="pages">The lines of each page.</param>
    /// <param name="rules">Where the limits are.</param>
    public Boilerplate(IReadOnlyCollection<IEnumerable<string>> pages, BoilerplateRules rules)
    {
        this.rules = rules;
        limit = Math.Max(8, rules.RepeatedOn * pages.Count);
        foreach (string line in pages.SelectMany(lines => lines.Select(Key).Distinct()))
            this.pages[line] = this.pages.GetValueOrDefault(line) + 1;
    }

    /// <summary>True if the line looks like no text.</summary>
    public static bool LooksLike(TextBlock line, BoilerplateRules rules) =>
        line.LinkDensity > rules.MostLinks || Words.Of(line.Text).Count < rules.LeastWords || !Words.EndsSentence(line.Text);

    /// <summary>True if the line stands on many of the pages, numbers aside.</summary>
    public bool IsRepeated(string line) => pages.GetValueOrDefault(Key(line)) >= limit;

    /// <summary>True if the line is no text by either kind of evidence.</summary>
    public bool Is(TextBlock line) => LooksLike(line, rules) || IsRepeated(line.Text);

    /// <summary>The line without case, punctuation and the values of its numbers.</summary>
    private static string Key(string line) => string.Join(' ', Words.Of(line).Select(w => w.Any(char.IsDigit) ? "0" : w));
}
