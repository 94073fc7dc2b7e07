namespace LlmWorkbook.Text;

/// <summary>All limits of the cleaning steps.</summary>
public sealed record CleaningRules
{
    /// <summary>When a line is not part of the text.</summary>
    public BoilerplateRules Boilerplate { get; init; } = new();

    /// <summary>When a page is not worth keeping.</summary>
    public QualityRules Quality { get; init; } = new();

    /// <summary>When two pages count as one.</summary>
    public NearDuplicateRules NearDuplicates { get; init; } = new();
}

/// <summary>What the cleaner made of a page, step by step.</summary>
public sealed record CleanedPage
{
    /// <summary>The visible lines, as they were read.</summary>
    public required IReadOnlyList<TextBlock> Read { get; init; }

    /// <summary>The same lines, their encoding mended.</summary>
    public required IReadOnlyList<TextBlock> Lines { get; init; }

    /// <summary>For each line whether it was taken for boilerplate.</summary>
    public required IReadOnlyList<bool> IsBoilerplate { get; init; }

    /// <summary>For each line whether it is text in another language than most of the page's text.</summary>
    public required IReadOnlyList<bool> IsForeign { get; init; }

    /// <summary>The lines that are left, before anything was redacted.</summary>
    public required string Body { get; init; }

    /// <summary>The quality rules that the body breaks; a page that breaks one is dropped.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>The personal data found in the body.</summary>
    public required IReadOnlyList<PersonalDatum> PersonalData { get; init; }

    /// <summary>The first page with exactly this text, among those that were not dropped; null if it is the page itself.</summary>
    public int? ExactCopyOf { get; init; }

    /// <summary>The first page with nearly this text, among those left after exact copies were dropped; null if it is the page itself.</summary>
    public int? NearCopyOf { get; init; }

    /// <summary>The body with personal data redacted.</summary>
    public string Text => LlmWorkbook.Text.PersonalData.Redact(Body, PersonalData);

    /// <summary>True if the page is part of the clean corpus.</summary>
    public bool IsKept => Problems.Count == 0 && ExactCopyOf is null && NearCopyOf is null;
}

/// <summary>
/// From web pages to a clean corpus, in the order of the large public pipelines (C4, CCNet, Gopher, RefinedWeb): what is cheap and
/// makes the later steps better comes first. Encodings are mended before anything is recognised by its words; duplicates are looked for
/// last, when two copies of a text look alike.
/// </summary>
public static class WebCleaner
{
    /// <summary>Cleans pages as one crawl: repeated lines and duplicates are found across all of them.</summary>
    /// <param name="pages">HTML of each page.</param>
    /// <param name="rules">All limits.</param>
    public static IReadOnlyList<CleanedPage> Clean(IEnumerable<string> pages, CleaningRules rules)
    {
        TextBlock[][] read = [.. pages.Select(html => HtmlText.Blocks(html).ToArray())];
        TextBlock[][] mended = [.. read.Select(lines => lines.Select(l => l with { Text = Mojibake.Repair(l.Text) }).ToArray())];
        var boilerplate = new Boilerplate([.. mended.Select(lines => lines.Select(l => l.Text))], rules.Boilerplate);
        CleanedPage[] cleaned = [.. read.Zip(mended).Select(p => Page(p.First, p.Second, boilerplate, rules.Quality))];

        Drop(page => page.Problems.Count == 0, ExactDuplicates.FirstOf, (page, first) => page with { ExactCopyOf = first });
        Drop(page => page.IsKept, texts => NearDuplicates.FirstOf(texts, rules.NearDuplicates), (page, first) => page with { NearCopyOf = first });
        return cleaned;

        void Drop(Func<CleanedPage, bool> isLeft, Func<IReadOnlyList<string>, int[]> firstOf, Func<CleanedPage, int, CleanedPage> marked)
        {
            int[] left = [.. Enumerable.Range(0, cleaned.Length).Where(i => isLeft(cleaned[i]))];
            foreach (var (place, first) in firstOf([.. left.Select(i => cleaned[i].Text)]).Index())
            {
                if (first != place)
                    cleaned[left[place]] = marked(cleaned[left[place]], left[first]);
            }
        }
    }

    private static CleanedPage Page(TextBlock[] read, TextBlock[] lines, Boilerplate boilerplate, QualityRules quality)
    {
        bool[] isBoilerplate = [.. lines.Select(boilerplate.Is)];
        string main = Script.Main(lines.Where((_, i) => !isBoilerplate[i]).Select(l => l.Text));
        bool[] isForeign = [.. lines.Select((l, i) => !isBoilerplate[i] && Script.Of(l.Text) != main)];
        string body = string.Join('\n', lines.Where((_, i) => !isBoilerplate[i] && !isForeign[i]).Select(l => l.Text));
        return new()
        {
            Read = read,
            Lines = lines,
            IsBoilerplate = isBoilerplate,
            IsForeign = isForeign,
            Body = body,
            Problems = Quality.Problems(body, quality),
            PersonalData = PersonalData.Find(body),
        };
    }
}
