using System.Net;
using System.Net.Sockets;
using System.Text;
using LlmWorkbook.Kernel.Jupyter;
using LlmWorkbook.Plots;

namespace LlmWorkbook.Tests.Plots;

/// <summary>Figures in a page as a notebook has them: replaced while they grow, plotly.js had from the running kernel.</summary>
public sealed class LiveFigureTests
{
    /// <summary>What Notebook 6 has in its pages: libraries that see it do not set their name in the window.</summary>
    private const string RequireJs = "<script>window.define = function () { window.swallowed = 1; }; define.amd = {};</script>";

    /// <summary>What VS Code lets its notebook outputs do.</summary>
    private const string VsCodePolicy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src https: http: data:; connect-src https:\">";

    [ChromiumFact(plotly: true)]
    public void A_figure_replaced_ten_times_a_second_stays_the_drawing_at_one_height_and_turns_interactive_at_rest()
    {
        string dom = Open(Curves(20), "data-after=\"420 plotly\"");
        // Seen in every frame while it grew: never an image that may be blank, never another height.
        Assert.Contains("data-during=\"420 svg\"", dom, StringComparison.Ordinal);
        Assert.Contains("data-after=\"420 plotly\"", dom, StringComparison.Ordinal);
        Assert.Contains("data-plots-made=\"1\"", dom, StringComparison.Ordinal);
        Assert.Contains("data-hacked=\"no\"", dom, StringComparison.Ordinal);
    }

    [ChromiumFact(plotly: true)]
    public void With_RequireJS_plotly_reaches_the_window_and_RequireJS_stays() =>
        Assert.Contains("data-after=\"420 plotly\" data-plots-made=\"1\" data-define=\"kept\"", Open(Curves(2), "data-after=\"420 plotly\"", RequireJs), StringComparison.Ordinal);

    [ChromiumFact(plotly: true)]
    public void In_the_webview_of_VS_Code_plotly_comes_as_an_image() =>
        Assert.Contains("data-after=\"420 plotly\"", Open(Curves(2), "data-after=\"420 plotly\"", VsCodePolicy, "data-vscode-theme-kind=\"vscode-dark\""), StringComparison.Ordinal);

    [ChromiumFact]
    public void When_the_kernel_is_gone_the_drawing_stays() =>
        Assert.Contains("data-after=\"420 svg\" data-plots-made=\"0\"", Open(Curves(2), "data-looks=\"8\"", serve: false), StringComparison.Ordinal);

    [ChromiumFact(plotly: true)]
    public void A_narrow_page_gets_a_plot_of_a_readable_height_in_the_place_of_the_drawing()
    {
        string dom = Open(Curves(2), "data-after=\"300 plotly\"", style: "width:370px");
        Assert.Contains("data-during=\"300 svg\" data-after=\"300 plotly\"", dom, StringComparison.Ordinal);
    }

    [ChromiumFact(plotly: true)]
    public void Plotly_that_the_page_itself_brings_late_is_waited_for()
    {
        using var late = new TcpListener(IPAddress.Loopback, 0);
        late.Start();
        _ = AnswerLateAsync(late);
        string dom = Chromium.DumpDom($$"""
            <!DOCTYPE html><html><head><script defer src="http://{{late.LocalEndpoint}}/plotly.js"></script></head><body>
            {{Curves(1)[0].ToFigure().Html}}
            <script>setInterval(function () { document.body.dataset.interactive = document.querySelectorAll(".js-plotly-plot").length; }, 500);</script>
            </body></html>
            """, "data-interactive=\"1\"");
        Assert.Contains("data-interactive=\"1\"", dom, StringComparison.Ordinal);
    }

    /// <summary>plotly.js, two seconds after the first question: longer than a figure rests before it turns interactive.</summary>
    private static async Task AnswerLateAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync();
        var stream = client.GetStream();
        _ = await stream.ReadAsync(new byte[1 << 14]);
        await Task.Delay(TimeSpan.FromSeconds(2));
        byte[] script = await File.ReadAllBytesAsync(Chromium.PlotlyScript);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/javascript; charset=utf-8\r\nContent-Length: {script.Length}\r\nConnection: close\r\n\r\n"));
        await stream.WriteAsync(script);
    }

    private static List<LossCurve> Curves(int count) => [.. Enumerable.Range(1, count).Select(n =>
    {
        var curve = new LossCurve("</script><script>window.hacked=1</script>", floor: 1, xTitle: "<img src=x onerror='window.hacked=1'>");
        for (int s = 1; s <= 10 * n; s++)
            curve.Add("<svg onload=window.hacked=1><a href=\"javascript:window.hacked=1\">reward</a>", s, 1 + 1.0 / s);
        return curve;
    })];

    /// <summary>A page that shows one after the other in the same place, a tenth of a second each, the way notebooks do it.</summary>
    private static string Open(IReadOnlyList<LossCurve> curves, string awaited, string head = "", string attributes = "", string style = "", bool serve = true)
    {
        using var server = BrowserPartsServer.Start(Path.GetDirectoryName(Chromium.PlotlyScript)!);
        string address = serve ? server!.Address : "http://127.0.0.1:9/0a1b/";
        string? before = Environment.GetEnvironmentVariable(FigureHtml.PartsVariable);
        Environment.SetEnvironmentVariable(FigureHtml.PartsVariable, address);
        string outputs = string.Concat(curves.Select(c => $"<template class=\"output\">{c.ToFigure().Html}</template>\n"));
        Environment.SetEnvironmentVariable(FigureHtml.PartsVariable, before);
        return Chromium.DumpDom($$"""
            <!DOCTYPE html><html><head><meta charset="utf-8">{{head}}<style>body { margin: 8px } #place { {{style}} }</style></head><body {{attributes}}>
            <div id="place"></div>
            {{outputs}}
            <script>
            var outputs = Array.from(document.querySelectorAll("template.output")), place = document.getElementById("place");
            var seen = new Set(), made = 0, looks = 0, data = document.body.dataset;
            function look() {
              var figure = place.querySelector(".workbook-figure");
              var plot = figure.querySelector(".js-plotly-plot");
              var form = figure.querySelector("img") ? "image" : plot && plot.style.visibility !== "hidden" ? "plotly" : "svg";
              return Math.round(figure.getBoundingClientRect().height) + " " + form;
            }
            function next() {
              if (outputs.length === 0) {
                data.during = Array.from(seen).join(", ");
                setInterval(function () {
                  data.after = look();
                  data.plotsMade = made;
                  data.define = window.define && window.define.amd && !window.swallowed ? "kept" : "lost";
                  data.hacked = window.hacked ? "yes" : "no";
                  data.looks = ++looks;
                }, 500);
                return;
              }
              var holder = document.createElement("div");
              holder.append(outputs.shift().content);
              holder.querySelectorAll("script:not([type])").forEach(function (old) {
                var script = document.createElement("script");
                script.textContent = old.textContent;
                old.replaceWith(script);
              });
              place.replaceChildren(holder);
              seen.add(look());
              setTimeout(function () { seen.add(look()); next(); }, 100);
            }
            new MutationObserver(function (changes) {
              changes.forEach(change => change.addedNodes.forEach(node => { if (node.parentNode && node.parentNode.className === "workbook-figure" && node.tagName === "DIV") made++; }));
            }).observe(place, { childList: true, subtree: true });
            next();
            </script></body></html>
            """, awaited);
    }
}
