using System.Collections;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Html;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>How values without a formatter are shown. All text is escaped; sequences become small tables.</summary>
internal static class DefaultFormats
{
    private const int MaxRows = 20;
    private const int MaxDepth = 2;

    public static string Plain(object? value) => Plain(value, 0);

    public static string Html(object? value) => value switch
    {
        IHtmlContent html => html.ToString() ?? "",
        IEnumerable items when value is not string => Table(items),
        _ => Pre(value),
    };

    private static string Plain(object? value, int depth) => value switch
    {
        null => "<null>",
        string s => s,
        IHtmlContent html => html.ToString() ?? "",
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable items when depth < MaxDepth => "[ " + string.Join(", ", Rows(items, out var more).Select(v => Plain(v, depth + 1))) + (more ? ", … ]" : " ]"),
        _ => value.ToString() ?? "",
    };

    private static string Pre(object? value) => $"<pre>{WebUtility.HtmlEncode(Plain(value, 0))}</pre>";

    private static string Table(IEnumerable items)
    {
        var rows = Rows(items, out var more);
        var columns = Columns(rows);
        var html = new StringBuilder("<table><thead><tr><th>#</th>");
        foreach (var column in columns)
            html.Append($"<th>{WebUtility.HtmlEncode(column?.Name ?? "value")}</th>");
        html.Append("</tr></thead><tbody>");
        for (var i = 0; i < rows.Count; i++)
        {
            html.Append($"<tr><td>{i}</td>");
            foreach (var column in columns)
                html.Append($"<td>{WebUtility.HtmlEncode(Plain(column is null ? rows[i] : Read(column, rows[i]), 1))}</td>");
            html.Append("</tr>");
        }
        if (more)
            html.Append($"<tr><td colspan=\"{columns.Count + 1}\">…</td></tr>");
        return html.Append("</tbody></table>").ToString();
    }

    /// <summary>The public properties when every row is of one type that has some; otherwise one column with the row itself (null).</summary>
    private static List<PropertyInfo?> Columns(List<object?> rows)
    {
        var types = rows.Select(r => r?.GetType()).Distinct().ToArray();
        if (types is not [{ } type] || type.IsPrimitive || typeof(IFormattable).IsAssignableFrom(type) || typeof(IEnumerable).IsAssignableFrom(type))
            return [null];
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0).ToList<PropertyInfo?>();
        return properties.Count > 0 ? properties : [null];
    }

    private static object? Read(PropertyInfo property, object? row)
    {
        try
        {
            return property.GetValue(row);
        }
        catch (TargetInvocationException e)
        {
            return e.InnerException?.Message;
        }
    }

    private static List<object?> Rows(IEnumerable items, out bool more)
    {
        var rows = new List<object?>();
        more = false;
        foreach (var item in items)
        {
            if (rows.Count == MaxRows)
            {
                more = true;
                break;
            }
            rows.Add(item);
        }
        return rows;
    }
}
