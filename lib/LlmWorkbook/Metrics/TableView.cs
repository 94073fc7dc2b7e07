using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Data.Analysis;

namespace LlmWorkbook.Metrics;

/// <summary>
/// Shows a <see cref="DataFrame"/>: in a notebook as an HTML table, elsewhere as text. Numbers stand to the right, and markup in
/// a cell is shown as it stands, never obeyed.
/// </summary>
/// <param name="frame">The table.</param>
/// <param name="title">Stands above it.</param>
/// <param name="rows">At most this many rows are shown; a line tells how many are left out.</param>
[TypeFormatterSource(typeof(TableViewFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class TableView(DataFrame frame, string title = "", int rows = 25)
{
    /// <summary>The table as HTML that needs no style sheet.</summary>
    public string Html
    {
        get
        {
            var html = new StringBuilder("<table>\n");
            if (title.Length > 0)
                html.Append($"<caption style=\"text-align:left\">{Escape(title)}</caption>\n");
            html.Append($"<thead><tr>{string.Concat(frame.Columns.Select(c => $"<th{Side(c)}>{Escape(c.Name)}</th>"))}</tr></thead>\n<tbody>\n");
            for (long row = 0; row < Shown; row++)
                html.Append($"<tr>{string.Concat(frame.Columns.Select(c => $"<td{Side(c)}>{Escape(Text(c[row]))}</td>"))}</tr>\n");
            html.Append("</tbody>\n</table>\n");
            return Rest is { } rest ? $"{html}<p>{rest}</p>\n" : html.ToString();
        }
    }

    private long Shown => Math.Min(rows, frame.Rows.Count);

    private string? Rest => frame.Rows.Count > Shown ? string.Create(CultureInfo.InvariantCulture, $"… and {frame.Rows.Count - Shown} more rows") : null;

    /// <summary>The table as text, its columns as wide as they need to be.</summary>
    public override string ToString()
    {
        var lines = new List<string[]> { frame.Columns.Select(c => c.Name).ToArray() };
        for (long row = 0; row < Shown; row++)
            lines.Add([.. frame.Columns.Select(c => Text(c[row]))]);
        int[] widths = [.. frame.Columns.Select((_, i) => lines.Max(l => Width(l[i])))];
        var text = lines.Select(line => string.Join("  ", line.Select((cell, i) => Pad(cell, widths[i], IsNumber(frame.Columns[i])))).TrimEnd());
        return string.Join('\n', [.. title.Length > 0 ? [title] : Array.Empty<string>(), .. text, .. Rest is { } rest ? [rest] : Array.Empty<string>()]);
    }

    private static string Pad(string cell, int width, bool right) =>
        right ? new string(' ', width - Width(cell)) + cell : cell + new string(' ', width - Width(cell));

    /// <summary>Chinese characters and their punctuation are two columns wide.</summary>
    private static int Width(string cell) => cell.Sum(c => c is >= '\u1100' and (<= '\u115f' or >= '\u2e80') ? 2 : 1);

    private static bool IsNumber(DataFrameColumn column) => column.DataType != typeof(string) && column.DataType != typeof(bool);

    private static string Side(DataFrameColumn column) => $" style=\"text-align:{(IsNumber(column) ? "right" : "left")}\"";

    private static string Text(object? value) => value switch
    {
        null => "",
        float or double or decimal => Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("#,0.####", CultureInfo.InvariantCulture),
        int or long => ((IFormattable)value).ToString("#,0", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}

/// <summary>The formatters of <see cref="TableView"/>.</summary>
internal sealed class TableViewFormatterSource
{
    /// <summary>One formatter per form; kernels call this by name.</summary>
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new ConventionFormatter(typeof(TableView), "text/html", shown => ((TableView)shown).Html),
        new ConventionFormatter(typeof(TableView), "text/plain", shown => shown.ToString()!),
    ];
}
