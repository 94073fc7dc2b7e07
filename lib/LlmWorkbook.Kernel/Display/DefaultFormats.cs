using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Html;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>How values without a formatter are shown: bounded in rows, depth and length, and all text escaped.</summary>
internal static class DefaultFormats
{
    private const int MaxLine = 200;

    /// <summary>Plain text: the value on one line, unless it is a text of several.</summary>
    public static string Plain(object? value) =>
        ValueShape.Of(value, Formatter.ListExpansionLimit) is ValueShape.Text text ? text.Value : new PlainWriter().Write(value);

    /// <summary>The beginning of the plain text, for a cell of a table.</summary>
    public static string Line(object? value) =>
        Cut((ValueShape.Of(value, Formatter.ListExpansionLimit) is ValueShape.Text text ? Cut(text.Value, MaxLine + 1) : new PlainWriter(MaxLine).Write(value)).ReplaceLineEndings(" "), MaxLine);

    /// <summary>HTML: a text as it stands, a table of a sequence's items, or a table of members that can be folded.</summary>
    public static string Html(object? value) => value is IHtmlContent html ? html.ToString() ?? "" : new HtmlWriter().Write(value);

    /// <summary>JSON of the public properties; a text that says why when there is none.</summary>
    public static string Json(object? value)
    {
        try
        {
            return JsonSerializer.Serialize(value);
        }
        catch (Exception e) when (e is NotSupportedException or JsonException)
        {
            return JsonSerializer.Serialize($"{CSharpName.Short(value!.GetType())} cannot be written as JSON: {e.Message}");
        }
    }

    /// <summary>A text's beginning, with a sign where it was cut.</summary>
    public static string Cut(string text, int length) => text.Length <= length ? text : text[..length] + "…";
}

/// <summary>Writes a value and what it holds on one line, up to a length.</summary>
/// <param name="maxLength">After how much text nothing more is begun.</param>
internal sealed class PlainWriter(int maxLength = 10_000)
{
    private readonly StringBuilder _text = new();

    public string Write(object? value)
    {
        Add(value, 0);
        return _text.Length > maxLength ? DefaultFormats.Cut(_text.ToString(), maxLength) : _text.ToString();
    }

    private void Add(object? value, int depth)
    {
        if (_text.Length > maxLength)
            return;
        if (depth > 0 && Formatter.Special(value, PlainTextFormatter.MimeType) is { } special)
            _text.Append(special);
        else
            switch (ValueShape.Of(value, Formatter.ListExpansionLimit))
            {
                case ValueShape.Text text:
                    _text.Append(text.Value);
                    break;
                case var shape when depth > Formatter.RecursionLimit:
                    _text.Append(shape is ValueShape.Members { Title: var title } ? title : "[ … ]");
                    break;
                case ValueShape.Items { IsDictionary: true } pairs:
                    Add("[ ", pairs.Shown.Select(p => (DefaultFormats.Line(ValueShape.PartOf(p, "Key")) + ": ", (Func<object?>)(() => ValueShape.PartOf(p, "Value")))), End(pairs), depth);
                    break;
                case ValueShape.Items items:
                    Add("[ ", items.Shown.Select(i => ("", (Func<object?>)(() => i))), End(items), depth);
                    break;
                case ValueShape.Members { Each.Count: 0 } empty:
                    _text.Append(empty.Title);
                    break;
                case ValueShape.Members members:
                    Add(members.Title + " { ", members.Each.Select(m => (m.Name + " = ", m.Value)), " }", depth);
                    break;
            }
    }

    private static string End(ValueShape.Items items) => items.More.Length > 0 ? $" ... {items.More} ]" : " ]";

    private void Add(string before, IEnumerable<(string Name, Func<object?> Value)> each, string after, int depth)
    {
        _text.Append(before);
        var first = true;
        foreach (var (name, value) in each)
        {
            if (_text.Length > maxLength)
                return;
            _text.Append(first ? "" : ", ").Append(name);
            Add(value(), depth + 1);
            first = false;
        }
        _text.Append(after);
    }
}
