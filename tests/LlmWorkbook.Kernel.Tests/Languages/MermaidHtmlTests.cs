using LlmWorkbook.Kernel.Jupyter;
using LlmWorkbook.Kernel.Languages;
using LlmWorkbook.Tests;
using LlmWorkbook.Tests.Plots;

namespace LlmWorkbook.Kernel.Tests.Languages;

public sealed class MermaidHtmlTests
{
    private const string Diagram = "graph LR\n  text[\"a < b & c\"] --> model";

    private const string Hostile = """
        graph LR
          a["<script>window.hacked=1</script><img src=x onerror='window.hacked=1'>"] --> b["x</pre><script>window.hacked=1</script>"]
          click a "javascript:window.hacked=1"
          click b call hack()
        """;

    private static readonly string s_browserParts = Path.Combine(Repository.Root, "artifacts", "browser");

    [Fact]
    public void The_source_and_the_address_are_escaped()
    {
        var html = MermaidHtml.Fragment(Hostile, "\"><script>alert(1)</script>");
        Assert.DoesNotContain("<script>window", html);
        Assert.DoesNotContain("<script>alert", html);
        Assert.DoesNotContain("<img", html);
        Assert.Equal(1, html.Split("</pre>").Length - 1);
        Assert.Contains("data-parts=\"\"", MermaidHtml.Fragment(Diagram, null));
    }

    [ChromiumFact]
    public void Without_mermaid_the_source_is_shown()
    {
        var dom = Chromium.DumpDom(Page(MermaidHtml.Fragment(Diagram, null)));
        Assert.Contains("data-shown-text=\"graph LR", dom);
        Assert.Contains("data-drawings=\"0\"", dom);
    }

    [MermaidFact]
    public void Mermaid_is_had_once_from_the_address_and_RequireJS_is_left_as_it_was()
    {
        using var server = BrowserPartsServer.Start(s_browserParts)!;
        var dom = Chromium.DumpDom(Page(MermaidHtml.Fragment(Diagram, server.Address) + MermaidHtml.Fragment(Diagram, server.Address), RequireJs), "data-drawings=\"2\"");
        Assert.Contains("data-drawings=\"2\"", dom);
        Assert.Contains("data-define=\"kept\"", dom);
        Assert.Contains("data-shown-text=\"\"", dom);
    }

    [MermaidFact]
    public void In_the_webview_of_VS_Code_it_comes_as_an_image()
    {
        using var server = BrowserPartsServer.Start(s_browserParts)!;
        var dom = Chromium.DumpDom(Page(MermaidHtml.Fragment(Diagram, server.Address), VsCodePolicy, "data-vscode-theme-kind=\"vscode-dark\""), "data-drawings=\"1\"");
        Assert.Contains("data-drawings=\"1\"", dom);
    }

    [MermaidFact]
    public void Script_in_a_diagram_does_not_run_when_it_is_drawn()
    {
        var script = new Uri(Path.Combine(s_browserParts, "mermaid.min.js")).AbsoluteUri;
        var dom = Chromium.DumpDom(Page(MermaidHtml.Fragment(Hostile, null), $"<script src=\"{script}\"></script>"), "data-drawings=\"1\"");
        Assert.Contains("data-drawings=\"1\"", dom);
        Assert.Contains("data-hacked=\"no\"", dom);
        Assert.Contains("data-links=\"0\"", dom);
    }

    [MermaidFact]
    public void What_is_no_diagram_stays_text_with_the_reason()
    {
        var script = new Uri(Path.Combine(s_browserParts, "mermaid.min.js")).AbsoluteUri;
        var dom = Chromium.DumpDom(Page(MermaidHtml.Fragment("graph LR\n  a -->", null), $"<script src=\"{script}\"></script>"));
        Assert.Contains("data-shown-text=\"graph LR", dom);
        Assert.Contains("Parse error", dom);
        Assert.Contains("data-drawings=\"0\"", dom);
    }

    /// <summary>What Notebook 6 has in its pages: libraries that see it do not set their name in the window.</summary>
    private const string RequireJs = "<script>window.define = function () { window.swallowed = 1; }; define.amd = {};</script>";

    /// <summary>What VS Code lets its notebook outputs do.</summary>
    private const string VsCodePolicy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src https: http: data:; connect-src https:\">";

    private static string Page(string body, string head = "", string attributes = "") => $$"""
        <!DOCTYPE html><html><head><meta charset="utf-8">{{head}}</head><body {{attributes}}>
        {{body}}
        <script>
        window.hack = function () { window.hacked = 1; };
        window.addEventListener("load", function () {
          var looks = 0;
          setInterval(function () {
            var data = document.body.dataset, all = document.querySelectorAll(".workbook-mermaid");
            data.shownText = Array.from(all).map(d => d.querySelector("pre")).filter(p => p.offsetParent).map(p => p.textContent).join("");
            data.drawings = document.querySelectorAll(".workbook-mermaid svg[id^=workbook-diagram]").length;
            data.links = document.querySelectorAll(".workbook-mermaid a[href^=javascript]").length;
            data.define = window.define && window.define.amd && !window.swallowed ? "kept" : "lost";
            document.querySelectorAll(".workbook-mermaid .node, .workbook-mermaid .node *").forEach(n => n.dispatchEvent(new MouseEvent("click", { bubbles: true })));
            data.hacked = window.hacked ? "yes" : "no";
            data.looks = ++looks;
          }, 500);
        });
        </script></body></html>
        """;

    /// <summary>A test that needs Chromium and mermaid.js.</summary>
    private sealed class MermaidFactAttribute : FactAttribute
    {
        public MermaidFactAttribute() =>
            Skip = Chromium.Path is null ? "SKIPPED, NOT PASSED: no chromium on this machine (apt-get install chromium)"
                : !File.Exists(Path.Combine(s_browserParts, "mermaid.min.js")) ? "SKIPPED, NOT PASSED: no mermaid.js; ./workbook setup fetches it where npm is installed"
                : null;
    }
}
