using Microsoft.DotNet.Interactive;

// In System, as .NET Interactive has it: the extensions are there without a using.
namespace System;

/// <summary><c>value.Display()</c> and <c>value.DisplayAs(mimeType)</c>.</summary>
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
}
