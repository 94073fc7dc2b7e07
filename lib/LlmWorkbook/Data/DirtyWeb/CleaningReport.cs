using LlmWorkbook.Text;

namespace LlmWorkbook.Data;

/// <summary>How well a cleaning step did, in counts of <paramref name="Unit"/>.</summary>
/// <param name="Step">Name of the step.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Relevant">How many it should have found.</param>
/// <param name="Found">How many it found.</param>
/// <param name="Correct">How many of those it should have found.</param>
public sealed record StepScore(string Step, string Unit, int Relevant, int Found, int Correct)
{
    /// <summary>Share of what was found that was right; 1 if nothing was found.</summary>
    public double Precision => Found == 0 ? 1 : (double)Correct / Found;

    /// <summary>Share of what should have been found that was; 1 if there was nothing to find.</summary>
    public double Recall => Relevant == 0 ? 1 : (double)Correct / Relevant;
}

/// <summary>Compares what a cleaner did with what was done to the pages. Each step is judged on what reaches it.</summary>
public static class CleaningReport
{
    /// <summary>One score per step, in order.</summary>
    /// <param name="pages">The pages, all from the first on.</param>
    /// <param name="cleaned">What the cleaner made of each.</param>
    public static IReadOnlyList<StepScore> Of(IReadOnlyList<DirtyPage> pages, IReadOnlyList<CleanedPage> cleaned)
    {
        var all = pages.Zip(cleaned, (page, result) => (Truth: page.Provenance, Result: result)).ToList();
        var texts = all.Where(p => p.Truth is { Kind: not PageKind.Spam, Mangling: not Mangling.Lossy }).ToList();
        var kept = all.Where(p => p.Result.Problems.Count == 0 && p.Truth.Kind != PageKind.Spam).ToList();
        return
        [
            Sum("HTML to text", "lines", all.Select(p => Lists(p.Truth.Shown, p.Result.Read.Select(l => l.Text)))),
            Pages("mend encoding", all.Select(p => (p.Truth.Mangling != Mangling.None, !p.Result.Read.SequenceEqual(p.Result.Lines), p.Truth.Visible.SequenceEqual(p.Result.Lines.Select(l => l.Text))))),
            Sum("drop boilerplate", "lines", texts.Select(p => Lists(p.Truth.Boilerplate, Removed(p.Result, p.Result.IsBoilerplate)))),
            Sum("drop foreign lines", "lines", texts.Select(p => Lists(
                p.Truth.Body.Where(l => l.IsForeign).Select(l => l.Text).Except(Removed(p.Result, p.Result.IsBoilerplate)), Removed(p.Result, p.Result.IsForeign)))),
            Pages("drop bad pages", all.Select(p => (p.Truth.Kind == PageKind.Spam || p.Truth.IsLost, p.Result.Problems.Count > 0, true))),
            Sum("redact personal data", "items", kept.Where(p => p.Truth.Mangling != Mangling.Lossy).Select(p => Lists(
                p.Truth.Body.SelectMany(l => l.PersonalData).Select(d => d.Text).Where(p.Result.Body.Contains), p.Result.PersonalData.Select(d => d.Text)))),
            Pages("drop exact copies", WithEarlier(kept, p => p.Truth.Clean).Select(p => (p.HasEarlier, p.Page.Result.ExactCopyOf is not null, true))),
            Pages("drop near copies", WithEarlier(kept.Where(p => p.Result.ExactCopyOf is null), p => $"{p.Truth.Original}").Select(p => (p.HasEarlier, p.Page.Result.NearCopyOf is not null, true))),
        ];
    }

    private static IEnumerable<string> Removed(CleanedPage page, IReadOnlyList<bool> isRemoved) => page.Lines.Where((_, i) => isRemoved[i]).Select(l => l.Text);

    /// <summary>For each page whether one before it has the same key.</summary>
    private static IEnumerable<(T Page, bool HasEarlier)> WithEarlier<T>(IEnumerable<T> pages, Func<T, string> key)
    {
        var seen = new HashSet<string>();
        return pages.Select(p => (p, !seen.Add(key(p)))).ToList();
    }

    private static StepScore Pages(string step, IEnumerable<(bool IsRelevant, bool IsFound, bool IsRight)> pages)
    {
        var all = pages.ToList();
        return new(step, "pages", all.Count(p => p.IsRelevant), all.Count(p => p.IsFound), all.Count(p => p.IsRelevant && p.IsFound && p.IsRight));
    }

    private static StepScore Sum(string step, string unit, IEnumerable<(int Relevant, int Found, int Correct)> counts)
    {
        var all = counts.ToList();
        return new(step, unit, all.Sum(c => c.Relevant), all.Sum(c => c.Found), all.Sum(c => c.Correct));
    }

    /// <summary>Counts what two lists have in common, each item as often as it is in both.</summary>
    private static (int Relevant, int Found, int Correct) Lists(IEnumerable<string> relevant, IEnumerable<string> found)
    {
        var (wanted, got) = (relevant.CountBy(s => s).ToDictionary(), found.CountBy(s => s).ToDictionary());
        return (wanted.Values.Sum(), got.Values.Sum(), wanted.Sum(w => Math.Min(w.Value, got.GetValueOrDefault(w.Key))));
    }
}
