using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>A handle on something shown, to replace it in place.</summary>
public sealed class DisplayedValue
{
    private readonly string[] _mimeTypes;

    internal DisplayedValue(string displayId, string[] mimeTypes) => (DisplayId, _mimeTypes) = (displayId, mimeTypes);

    /// <summary>The id under which the front end knows it.</summary>
    public string DisplayId { get; }

    /// <summary>Shows another value in its place, in the MIME types first asked for.</summary>
    public void Update(object updatedValue) => DisplaySink.Current.Update(Formatter.Bundle(updatedValue, _mimeTypes), DisplayId);
}
