using LlmWorkbook.Kernel.Languages;
using LlmWorkbook.Kernel.Site;
using Microsoft.CodeAnalysis.CSharp;

namespace LlmWorkbook.Kernel.Tests;

public sealed class SiteTests : IDisposable
{
    private const string Attack = "<script>alert(1)</script><img src=x onerror=alert(1)>";

    private readonly LessonFixture _lesson = new();

    public void Dispose() => _lesson.Dispose();

    [Fact]
    public async Task Text_from_programs_is_escaped_wherever_it_shows_up()
    {
        await _lesson.Markdown("# Tiny").Code($"var s = \"{Attack}\";").Code("s").Code("Console.WriteLine(s); Console.Error.WriteLine(s);").Code("new[] { s }")
            .Code("new Dictionary<string, string> { [s] = s }").Code("display(s + \"[a](javascript:alert(1)) <javascript:alert(2)>\", \"text/markdown\");").Code("Console.WriteLine(s);", "headline").Code("throw new Exception(s);").Run();
        var page = Write("tiny.html");
        Assert.DoesNotContain("<script>", page);
        Assert.DoesNotContain("<img", page);
        Assert.DoesNotContain("href=\"javascript:", page);
        Assert.True(page.Split("&lt;script&gt;alert(1)").Length > 8);
        Assert.DoesNotContain("<script>", File.ReadAllText(Path.Combine(_lesson.Folder, "site", "index.html")));
    }

    [Fact]
    public async Task A_page_shows_text_code_and_the_richest_output()
    {
        await _lesson.Markdown("# Tiny & small\n\n<details><summary>more</summary>fold</details>").Code("var n = 1; // <note>\nvar text = \"a < b\";").Code("display(HTML(\"<svg id='plot'></svg>\"));")
            .Code("Console.Write(\"10%\\r100%\\nend\");").Code("1", "ablation").Code("Console.WriteLine(\"loss 1.5\");", "headline").Run();
        var page = Write("tiny.html");
        Assert.Contains("<title>Tiny &amp; small</title>", page);
        Assert.Contains("<details><summary>more</summary>fold</details>", page);
        Assert.Contains("<span class=\"c\">// &lt;note&gt;</span>", page);
        Assert.Contains("<span class=\"s\">&quot;a &lt; b&quot;</span>", page);
        Assert.Contains("<svg id='plot'></svg>", page);
        Assert.Contains("<pre class=\"stdout\">100%\nend</pre>", page);
        Assert.Contains("Runs with --all.", page);
        Assert.Contains("<span class=\"headline\">loss 1.5</span>", page);
        Assert.Contains("<span class=\"headline\">loss 1.5</span>", File.ReadAllText(Path.Combine(_lesson.Folder, "site", "index.html")));
    }

    [Fact]
    public async Task A_browser_part_is_copied_and_loaded_only_where_a_page_asks_for_it()
    {
        var parts = Directory.CreateDirectory(Path.Combine(_lesson.Folder, "parts")).FullName;
        await _lesson.Code("HTML(\"<svg></svg><script>if (window.Plotly) { }</script>\")").Run();
        Assert.DoesNotContain("<script defer", Write("tiny.html", parts));
        File.WriteAllText(Path.Combine(parts, "plotly.min.js"), "var Plotly = {};");
        File.WriteAllText(Path.Combine(parts, "mermaid.min.js"), "var mermaid = {};");
        Assert.Contains("<script defer src=\"plotly.min.js\"></script>", Write("tiny.html", parts));
        Assert.True(File.Exists(Path.Combine(_lesson.Folder, "site", "plotly.min.js")));
        Assert.False(File.Exists(Path.Combine(_lesson.Folder, "site", "mermaid.min.js")));

        using var drawn = new LessonFixture();
        await drawn.Code($"HTML({SymbolDisplay.FormatLiteral(MermaidHtml.Fragment("graph LR\n a-->b", null), quote: true)})").Run();
        new SiteWriter(Path.GetDirectoryName(drawn.Output)!, Path.Combine(drawn.Folder, "site"), parts).Write();
        Assert.Contains("<script defer src=\"mermaid.min.js\"></script>", File.ReadAllText(Path.Combine(drawn.Folder, "site", "tiny.html")));
        Assert.False(File.Exists(Path.Combine(drawn.Folder, "site", "plotly.min.js")));

        using var plain = new LessonFixture();
        await plain.Code("1").Run();
        new SiteWriter(Path.GetDirectoryName(plain.Output)!, Path.Combine(plain.Folder, "site"), parts).Write();
        Assert.DoesNotContain("<script", File.ReadAllText(Path.Combine(plain.Folder, "site", "tiny.html")));
    }

    [Fact]
    public async Task The_index_shows_time_headline_and_first_figure_of_each_lesson()
    {
        const string image = "<img alt=\"Loss &lt;b&gt;\" width=\"760\" height=\"420\" style=\"max-width:100%\" src=\"data:image/svg+xml;base64,PHN2Zy8+\">";
        string Shown(string html) => $"display(HTML({SymbolDisplay.FormatLiteral(html, quote: true)}));";
        await _lesson.Markdown("# Tiny").Code(Shown($"<div class=\"workbook-figure\">{image}</div>")).Code(Shown("<div class=\"workbook-figure\"><img src=\"other\"></div>"))
            .Code("Console.WriteLine(\"loss 1.5\");", "headline").Run();
        Write("tiny.html");
        var index = File.ReadAllText(Path.Combine(_lesson.Folder, "site", "index.html"));
        Assert.Contains($"<a href=\"tiny.html\">{image}</a>", index);
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(index, "<img"), m => m.Success);
        Assert.Matches("<span class=\"headline\">loss 1.5</span> <small>[0-9.]+ ?m?s", index);
    }

    [Fact]
    public async Task Nothing_on_a_page_is_fetched_from_elsewhere()
    {
        await _lesson.Markdown("# Tiny\n\n$\\frac{a}{b}$").Code("1").Run();
        Assert.DoesNotMatch("(src|href)=\"(https?:)?//", Write("tiny.html"));
    }

    private string Write(string page, string? parts = null)
    {
        var site = Path.Combine(_lesson.Folder, "site");
        Assert.Equal(Path.Combine(site, "index.html"), new SiteWriter(Path.GetDirectoryName(_lesson.Output)!, site, parts).Write());
        return File.ReadAllText(Path.Combine(site, page));
    }
}
