using System.Net;
using System.Text;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Writes a value as HTML: texts as they stand, sequences as tables, members as tables that can be folded.</summary>
/// <param name="maxLength">After how much text nothing more is begun.</param>
internal sealed class HtmlWriter(int maxLength = 200_000)
{
    private const int MaxText = 2_000;
    private const int MaxColumns = 40;
    private readonly StringBuilder _html = new();

    public string Write(object? value)
    {
        switch (ValueShape.Of(value, Formatter.ListExpansionLimit))
        {
            case ValueShape.Text text:
                Pre(text.Value);
                break;
            case ValueShape.Items items:
                Sequence(value!, items, 0);
                break;
            case ValueShape.Members members:
                Members(value!, members, 0);
                break;
        }
        return _html.ToString();
    }

    /// <summary>A sequence as a table, whatever its items are.</summary>
    public string WriteTable(ValueShape.Items items)
    {
        Table(items, 0);
        return _html.ToString();
    }

    private void Nested(object? value, int depth)
    {
        if (_html.Length > maxLength)
            _html.Append('…');
        else if (Formatter.Special(value, HtmlFormatter.MimeType) is { } special)
            _html.Append(special);
        else if (value is AspNetCore.Html.IHtmlContent html)
            _html.Append(html);
        else
            switch (ValueShape.Of(value, Formatter.ListExpansionLimit))
            {
                case ValueShape.Text text:
                    _html.Append(Encoded(DefaultFormats.Cut(text.Value, MaxText)));
                    break;
                case ValueShape.Items items when items.Shown.All(ValueShape.IsScalar) && !items.IsDictionary:
                    _html.Append(Encoded(DefaultFormats.Cut(DefaultFormats.Plain(value), MaxText)));
                    break;
                case var _ when depth > Formatter.RecursionLimit:
                    _html.Append(Encoded(DefaultFormats.Line(value)));
                    break;
                case ValueShape.Items items:
                    _html.Append($"<details><summary>{Encoded(DefaultFormats.Line(value))}</summary>");
                    Table(items, depth);
                    _html.Append("</details>");
                    break;
                case ValueShape.Members members:
                    Members(value!, members, depth);
                    break;
            }
    }

    private void Sequence(object value, ValueShape.Items items, int depth)
    {
        if (items.Shown.All(ValueShape.IsScalar) && !items.IsDictionary)
            Pre(DefaultFormats.Plain(value));
        else
            Table(items, depth);
    }

    private void Table(ValueShape.Items items, int depth)
    {
        var columns = Columns(items);
        _html.Append($"<table><thead><tr><th>{(items.IsDictionary ? "" : "#")}</th>");
        foreach (var column in columns ?? ["value"])
            _html.Append($"<th>{Encoded(column)}</th>");
        _html.Append("</tr></thead><tbody>");
        var written = 0;
        for (; written < items.Shown.Count && _html.Length <= maxLength; written++)
            Row(items, written, columns, depth);
        var more = written < items.Shown.Count ? "(cut: too long)" : items.More;
        if (more.Length > 0)
            _html.Append($"<tr><td colspan=\"{(columns?.Count ?? 1) + 1}\">… {Encoded(more)}</td></tr>");
        _html.Append("</tbody></table>");
    }

    private void Row(ValueShape.Items items, int number, List<string>? columns, int depth)
    {
        var row = items.Shown[number];
        _html.Append("<tr><td>");
        if (items.IsDictionary)
        {
            Nested(ValueShape.PartOf(row, "Key"), depth + 1);
            row = ValueShape.PartOf(row, "Value");
        }
        else
            _html.Append(number);
        _html.Append("</td>");
        var cells = columns is null ? [("", () => row)] : ValueShape.MembersOf(row!.GetType(), () => row).Take(columns.Count);
        foreach (var (_, value) in cells)
        {
            _html.Append("<td>");
            Nested(value(), depth + 1);
            _html.Append("</td>");
        }
        _html.Append("</tr>");
    }

    /// <summary>The names of the items' members when all items are of one type that has some; otherwise null: one column of values.</summary>
    private static List<string>? Columns(ValueShape.Items items)
    {
        if (items.IsDictionary || items.Shown.Select(i => i?.GetType()).Distinct().ToArray() is not [{ } type] || Formatter.Special(items.Shown[0], HtmlFormatter.MimeType) is not null)
            return null;
        return ValueShape.Of(items.Shown[0], 0) is ValueShape.Members { Each.Count: > 0 } members ? [.. members.Each.Select(m => m.Name).Take(MaxColumns)] : null;
    }

    private void Members(object value, ValueShape.Members members, int depth)
    {
        if (members.Each.Count == 0)
        {
            Pre(members.Title);
            return;
        }
        _html.Append($"<details{(depth == 0 ? " open" : "")}><summary>{Encoded(depth == 0 ? members.Title : DefaultFormats.Line(value))}</summary><table><tbody>");
        foreach (var (name, read) in members.Each.Take(MaxColumns))
        {
            _html.Append($"<tr><td>{Encoded(name)}</td><td>");
            Nested(read(), depth + 1);
            _html.Append("</td></tr>");
        }
        if (members.Each.Count > MaxColumns)
            _html.Append($"<tr><td colspan=\"2\">… ({members.Each.Count - MaxColumns} more)</td></tr>");
        _html.Append("</tbody></table></details>");
    }

    private void Pre(string text) => _html.Append($"<pre>{Encoded(text)}</pre>");

    private static string Encoded(string text) => WebUtility.HtmlEncode(text);
}
