using System.Xml.Linq;
using LlmWorkbook.Plots;

namespace LlmWorkbook.Tests.Plots;

/// <summary>Text from data, models and users executes nothing and is shown as it stands, in every place and every form.</summary>
public sealed class HostileTextTests
{
    private static readonly string[] Hostile =
    [
        "</script><script>window.hacked=1</script>",
        "<img src=x onerror=\"window.hacked=1\">",
        "<svg onload=window.hacked=1>",
        "\"><script>window.hacked=1</script>",
        "' onmouseover='window.hacked=1",
        "<a href=\"javascript:window.hacked=1\">link</a>",
        "<!--", "-->", "]]>", "&lt;b&gt;", "<b>bold</b><br>",
        "${window.hacked=1}", "%{x}", "$\\sqrt{x}$", "\u2028\u0000\u001b\uFFFF", "今天 & 天气 <很> 好",
    ];

    [Fact]
    public void Svg_has_only_drawing_elements_and_shows_the_text()
    {
        foreach (var figure in Figures())
        {
            var svg = XDocument.Parse(figure.Svg).Root!;
            Assert.Subset(new HashSet<string> { "svg", "g", "path", "rect", "circle", "text" }, svg.DescendantsAndSelf().Select(e => e.Name.LocalName).ToHashSet());
            Assert.DoesNotContain(svg.DescendantsAndSelf().Attributes(), a => a.Name.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase) || a.Name.LocalName == "href");
        }
        var texts = Figures().SelectMany(f => XDocument.Parse(f.Svg).Descendants()).Where(e => e.Name.LocalName == "text").Select(e => e.Value).ToHashSet();
        Assert.Contains("<b>bold</b><br>", texts);
        Assert.Contains("&lt;b&gt;", texts);
    }

    [Fact]
    public void Json_can_end_no_script_and_holds_no_markup_of_plotly()
    {
        foreach (var figure in Figures())
            Assert.DoesNotContain(figure.Json, c => c is '<' or '>' or '&');
        // Plotly decodes the entities once: what is left must be text, so each < arrives there as &lt;.
        Assert.Contains("\\u0026lt;b\\u0026gt;bold", Figures().First().Json, StringComparison.Ordinal);
    }

    [ChromiumFact]
    public void In_a_browser_nothing_runs_without_plotly()
    {
        string dom = Chromium.DumpDom(Page(""));
        Assert.Contains("data-hacked=\"no\"", dom, StringComparison.Ordinal);
        Assert.Contains($"data-static=\"{Figures().Count()}\"", dom, StringComparison.Ordinal);
    }

    [ChromiumFact(plotly: true)]
    public void In_a_browser_nothing_runs_with_plotly_and_the_text_is_shown()
    {
        string all = $"data-interactive=\"{Figures().Count()}\"";
        string dom = Chromium.DumpDom(Page($"<script defer src=\"{new Uri(Chromium.PlotlyScript).AbsoluteUri}\"></script>"), all);
        Assert.Contains("data-hacked=\"no\"", dom, StringComparison.Ordinal);
        Assert.Contains(all, dom, StringComparison.Ordinal);
        Assert.Contains("data-links=\"0\"", dom, StringComparison.Ordinal);
        Assert.Contains("data-bold=\"shown\"", dom, StringComparison.Ordinal);
    }

    [ChromiumFact]
    public void The_browser_test_can_fail() =>
        Assert.Contains("data-hacked=\"yes\"", Chromium.DumpDom(Page("<script>window.hacked=1</script>")), StringComparison.Ordinal);

    private static IEnumerable<Figure> Figures()
    {
        double[] x = [0, 1];
        // As names, titles and axis titles.
        yield return Plot.Lines([.. Hostile.Select(h => (h, (IReadOnlyList<double>)x, (IReadOnlyList<double>)x))], Hostile[0], Hostile[1], Hostile[2]);
        foreach (var text in Hostile)
        {
            var curve = new LossCurve(text, 1, xTitle: text, yTitle: text);
            curve.Add(text, 1, 2);
            yield return LossCurve.Compare((text, curve), (text, curve));
        }
        // As labels of bars and cells.
        double[] values = [.. Hostile.Select((_, i) => (double)i)];
        yield return Plot.Bars(Hostile, values, Hostile[3], Hostile[4]);
        yield return Plot.Histogram(values, Hostile[5], Hostile[5]);
        yield return Plot.Heatmap([.. Hostile.Select(_ => values)], Hostile, Hostile, Hostile[0], Hostile[1], Hostile[2]);
    }

    private static string Page(string head) => $$"""
        <!DOCTYPE html><html><head><meta charset="utf-8">{{head}}</head><body>
        {{string.Join('\n', Figures().Select(f => f.Html))}}
        <script>
        window.addEventListener("load", function () {
          var looks = 0;
          setInterval(function () { // the last look counts: plots turn interactive one after another
            document.body.dataset.looks = ++looks;
            var plots = document.querySelectorAll(".js-plotly-plot");
            document.body.dataset.hacked = window.hacked ? "yes" : "no";
            document.body.dataset.static = document.querySelectorAll(".workbook-figure > svg").length;
            document.body.dataset.interactive = plots.length;
            document.body.dataset.links = document.querySelectorAll(".svg-container a[href], .svg-container svg a, .workbook-figure img").length;
            document.body.dataset.bold = Array.from(document.querySelectorAll(".legendtext")).some(t => t.textContent.includes("<b>bold</b><br>")) ? "shown" : "lost";
          }, 500);
        });
        </script></body></html>
        """;
}
