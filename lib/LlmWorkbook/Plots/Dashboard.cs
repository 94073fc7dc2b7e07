using System.Globalization;
using System.Net;
using System.Text;

namespace LlmWorkbook.Plots;

/// <summary>Several figures in one output, side by side where they find room in a page's width and in rows below one another.</summary>
/// <param name="title">Names the whole for screen readers and consoles; each figure has its own title as well.</param>
/// <param name="figures">The figures in reading order.</param>
[TypeFormatterSource(typeof(DashboardFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class Dashboard(string title, IReadOnlyList<Figure> figures)
{
    private const int PageWidth = 760;
    private const int Gap = 5;

    /// <summary>A fragment for any page: the figures become interactive one by one.</summary>
    public string Html => $"<div class=\"workbook-board\" style=\"max-width:{PageWidth}px;display:flex;flex-wrap:wrap;gap:{Gap - 1}px\">"
        + $"{string.Concat(figures.Select(f => string.Create(CultureInfo.InvariantCulture, $"<div style=\"flex:1 1 {f.Width - 30}px\">{f.Html}</div>")))}</div>";

    /// <summary>All figures in one static drawing.</summary>
    public string Svg
    {
        get
        {
            var drawings = new StringBuilder();
            double left = 0, top = 0, row = 0;
            foreach (var figure in figures)
            {
                if (left + figure.Width > PageWidth)
                    (left, top, row) = (0, top + row, 0);
                drawings.Append(CultureInfo.InvariantCulture, $"\n<g transform=\"translate({left} {top})\">{figure.Svg}</g>");
                (left, row) = (left + figure.Width + Gap, Math.Max(row, figure.Height));
            }
            return string.Create(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {PageWidth} {top + row}\" width=\"{PageWidth}\" height=\"{top + row}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\">{drawings}\n</svg>");
        }
    }

    /// <summary>The title and how many figures there are, for consoles.</summary>
    public override string ToString() => $"{title}: {figures.Count} figures";
}
