using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using LlmWorkbook.Data;
using LlmWorkbook.Text;

namespace LlmWorkbook.Tests.Data;

public sealed class DirtyWebTests
{
    private static readonly DirtyWebConfig Config = new();
    private static readonly DirtyPage[] Pages = [.. DirtyWeb.OfWorld(Config).Pages(1500)];

    [Fact]
    public void The_same_seed_gives_the_same_bytes_on_every_machine()
    {
        CleanDocument Document(Language language, long n) => new($"{n}", language == Language.English ? $"Here is text {n}. It was \"good\"! They all laughed." : $"这是第{n}篇。很好！大家都笑了。");
        string all = string.Concat(new DirtyWeb(Config, Document).Pages(100).Select(p => p.Html + p.Provenance.Clean));
        Assert.Equal("18F500045710B274", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..16]);
        Assert.NotEqual(Pages[0].Html, DirtyWeb.OfWorld(Config with { Seed = 2 })[0].Html);
    }

    [Fact]
    public void A_page_depends_on_its_number_alone() => Assert.Equal(Pages[777].Html, DirtyWeb.OfWorld(Config)[777].Html);

    [Fact]
    public void One_rate_changes_nothing_else()
    {
        var clean = DirtyWeb.OfWorld(Config with { Mojibake = 0 });
        Assert.All(Pages.Take(300), p => Assert.Equal(p.Provenance.Visible, clean[p.Provenance.Index].Provenance.Shown));
    }

    [Fact]
    public void Rates_are_those_of_the_record()
    {
        Near(Config.Spam, Pages, p => p.Kind == PageKind.Spam);
        // A copy of spam would be spam again: such pages are originals.
        Near(Config.ExactCopies * (1 - Config.Spam), Pages, p => p.Kind == PageKind.ExactCopy);
        Near(Config.NearCopies * (1 - Config.Spam), Pages, p => p.Kind == PageKind.NearCopy);
        Near(Config.Mojibake, Pages, p => p.Mangling != Mangling.None);
        Near(Config.LossyMojibake, [.. Pages.Where(p => p.Provenance.Mangling != Mangling.None)], p => p.Mangling == Mangling.Lossy);
        DirtyPage[] originals = [.. Pages.Where(p => p.Provenance.Kind == PageKind.Original)];
        Near(Config.Chinese, originals, p => p.Language == Language.Chinese);
        Near(Config.ForeignLines, originals, p => p.Body.Any(l => l.IsForeign));
        Near(Config.PersonalData, originals, p => p.Body.Any(l => l.PersonalData.Count > 0));

        static void Near(double rate, DirtyPage[] pages, Func<Provenance, bool> has) =>
            Assert.InRange(pages.Count(p => has(p.Provenance)) / (double)pages.Length, rate - 4 * Math.Sqrt(rate * (1 - rate) / pages.Length), rate + 4 * Math.Sqrt(rate * (1 - rate) / pages.Length));
    }

    [Fact]
    public void A_page_shows_the_lines_of_its_provenance() =>
        Assert.All(Pages.Take(400), p => Assert.Equal(p.Provenance.Shown, HtmlText.Blocks(p.Html).Select(b => b.Text)));

    [Fact]
    public void What_is_repairable_comes_back_whole()
    {
        var mangled = Pages.Select(p => p.Provenance).Where(p => p.Mangling != Mangling.None).ToList();
        Assert.All(mangled, p => Assert.NotEqual(p.Visible, p.Shown));
        Assert.All(mangled.Where(p => p.Mangling == Mangling.Repairable), p => Assert.Equal(p.Visible, p.Shown.Select(Mojibake.Repair)));
        Assert.All(mangled.Where(p => p is { Mangling: Mangling.Lossy, Language: Language.Chinese }), p => Assert.True(p.IsLost));
    }

    [Fact]
    public void Copies_name_the_first_page_with_their_text()
    {
        foreach (var copy in Pages.Select(p => p.Provenance).Where(p => p.Kind is PageKind.ExactCopy or PageKind.NearCopy))
        {
            var original = Pages[copy.Original].Provenance;
            Assert.Equal((PageKind.Original, copy.Source, copy.Language), (original.Kind, original.Source, original.Language));
            Assert.True(copy.Original < copy.Index);
            if (copy.Kind == PageKind.ExactCopy)
                Assert.Equal(original.Clean, copy.Clean);
        }
        double[] alike = [.. Pages.Select(p => p.Provenance).Where(p => p.Kind == PageKind.NearCopy).Select(p => Alike(p.Clean, Pages[p.Original].Provenance.Clean))];
        Assert.InRange(alike.Average(), 0.5, 0.9);
        Assert.True(alike.Count(j => j < 0.2) < alike.Length / 20);
        var originals = Pages.Select(p => p.Provenance).Where(p => p is { Kind: PageKind.Original, Language: Language.English }).Take(60).Select(p => p.Clean).ToList();
        Assert.True(originals.SelectMany((a, i) => originals.Skip(i + 1).Select(b => Alike(a, b))).Max() < 0.4);

        static double Alike(string a, string b) => Shingles.Jaccard(Shingles.Of(a, 5), Shingles.Of(b, 5));
    }

    [Fact]
    public void Personal_data_is_where_it_is_said_to_be_and_belongs_to_nobody()
    {
        var lines = Pages.SelectMany(p => p.Provenance.Body).Where(l => l.PersonalData.Count > 0).ToList();
        var data = lines.SelectMany(l => l.PersonalData.Select(d => (Line: l.Text, Datum: d))).ToList();
        Assert.Equal(["EMAIL", "NAME", "PHONE"], data.Select(d => d.Datum.Kind).Distinct().Order());
        Assert.All(data, d => Assert.Equal(d.Datum.Text, d.Line.Substring(d.Datum.Start, d.Datum.Text.Length)));
        Assert.All(lines, l => Assert.DoesNotContain('{', l.Text));
        Assert.All(data.Where(d => d.Datum.Kind == "EMAIL"), d => Assert.Matches(@"(@| \(at\) )(mail(\.| \(dot\) ))?(example(\.| \(dot\) )(com|org|net)|stories(\.| \(dot\) )test)$", d.Datum.Text));
        Assert.All(data.Where(d => d.Datum.Kind == "PHONE"), d => Assert.Matches(@"555-01\d\d|100-0000-01\d\d$", d.Datum.Text));
    }

    [Fact]
    public void A_clean_text_has_no_foreign_line_and_no_personal_data()
    {
        var page = Pages.Select(p => p.Provenance).First(p => p.Body.Any(l => l.IsForeign) && p.Body.Any(l => l.PersonalData.Count > 0));
        Assert.All(page.Body.Where(l => l.IsForeign), l => Assert.DoesNotContain(l.Text, page.Clean));
        Assert.All(page.Body.SelectMany(l => l.PersonalData), d => Assert.DoesNotContain(d.Text, page.Clean));
        Assert.Matches(@"\[(EMAIL|PHONE|NAME)\]", page.Clean);
        Assert.All(Pages.Where(p => p.Provenance.Kind == PageKind.Spam), p => Assert.Equal("", p.Provenance.Clean));
    }

    [Fact]
    public void The_text_of_a_page_is_its_document_in_paragraphs()
    {
        var page = Pages.Select(p => p.Provenance).First(p => p is { Kind: PageKind.Original, Language: Language.English } && p.Source.StartsWith("stories/", StringComparison.Ordinal) && p.Body.Count is 2 or 3 && p.Body.All(l => l is { IsForeign: false, PersonalData.Count: 0 } && !l.Text.Any(char.IsDigit) && !l.Text.Contains("Old Fox")));
        string story = World.Stories.Generate(Language.English, Split.Train, Config.Seed, long.Parse(page.Source["stories/".Length..])).Text;
        Assert.Contains(Regex.Replace(page.Clean, @"\s+", " "), story);
    }
}
