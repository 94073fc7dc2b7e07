using LlmWorkbook.Data;
using LlmWorkbook.Text;

namespace LlmWorkbook.Tests.Data;

public sealed class CleaningReportTests
{
    private static readonly DirtyPage[] Pages = [.. DirtyWeb.OfWorld(new()).Pages(1000)];

    /// <summary>Least precision and recall of each step at the default rates; the lesson shows the very same numbers.</summary>
    [Fact]
    public void Every_step_finds_what_it_is_for()
    {
        var report = CleaningReport.Of(Pages, WebCleaner.Clean(Pages.Select(p => p.Html), new()));
        (string Step, double Precision, double Recall)[] least =
        [
            ("HTML to text", 1, 1), ("mend encoding", 0.85, 0.75), ("drop boilerplate", 0.99, 0.97), ("drop foreign lines", 0.95, 0.95),
            ("drop bad pages", 0.95, 0.8), ("redact personal data", 0.65, 0.85), ("drop exact copies", 0.99, 0.65), ("drop near copies", 0.98, 0.75),
        ];
        Assert.Equal(least.Select(l => l.Step), report.Select(r => r.Step));
        Assert.All(report.Zip(least), r => Assert.True(
            r.First.Precision >= r.Second.Precision && r.First.Recall >= r.Second.Recall, $"{r.First.Step}: precision {r.First.Precision:F3}, recall {r.First.Recall:F3}"));
        Assert.All(report, r => Assert.InRange(r.Correct, 1, Math.Min(r.Found, r.Relevant)));
    }

    [Fact]
    public void A_cleaner_without_limits_finds_less()
    {
        CleaningRules none = new()
        {
            Boilerplate = new() { LeastWords = 0, MostLinks = 1, RepeatedOn = 1 },
            Quality = new() { LeastWords = 0, LeastStopWords = 0, MostRepeatedPairs = 1, MostMojibake = 1, MostFrequentWord = 1, MostSigns = 10, MostCapitals = 1 },
            NearDuplicates = new() { Threshold = 1 },
        };
        var report = CleaningReport.Of(Pages, WebCleaner.Clean(Pages.Select(p => p.Html), none)).ToDictionary(r => r.Step);
        Assert.True(report["drop boilerplate"].Recall < 0.9);
        Assert.Equal(0, report["drop bad pages"].Found);
        Assert.True(report["drop near copies"].Recall < 0.3);
    }

    [Fact]
    public void Precision_and_recall_are_shares()
    {
        var score = new StepScore("step", "lines", Relevant: 8, Found: 6, Correct: 3);
        Assert.Equal((0.5, 0.375), (score.Precision, score.Recall));
        Assert.Equal((1.0, 1.0), (new StepScore("", "", 0, 0, 0).Precision, new StepScore("", "", 0, 0, 0).Recall));
    }

    [Fact]
    public void A_dropped_copy_names_a_page_that_is_kept()
    {
        var cleaned = WebCleaner.Clean(Pages.Select(p => p.Html), new());
        Assert.All(cleaned.Where(c => c.NearCopyOf is not null), c => Assert.True(cleaned[c.NearCopyOf!.Value].IsKept));
        Assert.All(cleaned.Where(c => c.ExactCopyOf is not null), c => Assert.Equal(Words.Of(c.Text), Words.Of(cleaned[c.ExactCopyOf!.Value].Text)));
        Assert.Contains(cleaned, c => c.IsKept);
    }
}
