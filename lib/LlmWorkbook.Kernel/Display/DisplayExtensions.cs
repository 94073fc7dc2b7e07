using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

// In System, as .NET Interactive has it: the extensions are there without a using.
namespace System;

/// <summary><c>value.Display()</c>, <c>text.DisplayAs(mimeType)</c> and <c>rows.DisplayTable()</c>.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows a value; see <see cref="Kernel.display"/>.</summary>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) => Kernel.display(value, mimeTypes);

    /// <summary>Shows a text as it stands, under a MIME type.</summary>
    public static DisplayedValue DisplayAs(this string value, string mimeType)
    {
        var shown = new DisplayedValue(Guid.NewGuid().ToString("N"), [mimeType]);
        DisplaySink.Current.Display(new() { [mimeType] = value }, shown.DisplayId);
        return shown;
    }

    /// <summary>Shows a sequence as a table of its items' properties, up to a thousand rows.</summary>
    public static DisplayedValue DisplayTable<T>(this IEnumerable<T>? value, params string[] mimeTypes) =>
        value is null ? Kernel.display(null, mimeTypes) : Kernel.display(new RowTable(value), mimeTypes.Length > 0 ? mimeTypes : [HtmlFormatter.MimeType, PlainTextFormatter.MimeType]);
}
