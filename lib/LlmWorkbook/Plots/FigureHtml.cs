namespace LlmWorkbook.Plots;

/// <summary>The HTML form of a figure.</summary>
internal static class FigureHtml
{
    // Runs once per figure; finds all that are not yet drawn, so it needs no identifiers and works where
    // document.currentScript does not. The ink is the page's own text colour, and follows it when the theme changes.
    private const string Upgrade = """
        (function () {
          function draw(figure) {
            figure.setAttribute("data-drawn", "");
            var spec = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
            var svg = figure.querySelector("svg"), plot = document.createElement("div");
            function ink() { return getComputedStyle(figure).color; }
            spec.layout.font = { color: ink() };
            delete spec.layout.width;
            figure.appendChild(plot);
            window.Plotly.newPlot(plot, spec.data, spec.layout, spec.config).then(function () {
              svg.style.display = "none";
              function follow() { window.Plotly.relayout(plot, { "font.color": ink() }); }
              matchMedia("(prefers-color-scheme: dark)").addEventListener("change", follow);
              new MutationObserver(follow).observe(document.body, { attributes: true, attributeFilter: ["class"] });
            }, function () { plot.remove(); });
          }
          function all() {
            if (window.Plotly) document.querySelectorAll(".workbook-figure:not([data-drawn])").forEach(draw);
          }
          all();
          window.addEventListener("load", all);
        })();
        """;

    /// <summary><paramref name="json"/> must hold no &lt;; <see cref="Figure.Json"/> sees to that.</summary>
    public static string Fragment(string svg, string json) => $"""
        <div class="workbook-figure" style="max-width:900px">
        {svg}
        <script type="application/json">{json}</script>
        <script>
        {Upgrade}
        </script>
        </div>
        """;
}
