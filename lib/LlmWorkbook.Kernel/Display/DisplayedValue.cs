namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>A handle on something shown, to replace it in place.</summary>
public sealed class DisplayedValue
{
    private readonly string[] _mimeTypes;

    internal DisplayedValue(string displayId, string[] mimeTypes) => (DisplayId, _mimeTypes) = (displayId, mimeTypes);

    /// <summary>The id under which the front end knows it.</summary>
    public string DisplayId { get; }

    /// <summary>Held while the value below is formatted and sent, so that the newest is the last one sent.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>What waits to be shown in its place.</summary>
    internal PendingUpdate? Waiting { get; set; }

    /// <summary>When it was last updated, a timestamp of the clock in use.</summary>
    internal long? LastShown { get; set; }

    /// <summary>
    /// Shows another value in its place, in the MIME types first asked for. At most ten a second are shown: between them, the newest
    /// waits, and it is shown at the latest when the cell ends.
    /// </summary>
    public void Update(object updatedValue) => PendingUpdates.Current.Update(this, updatedValue);

    internal Dictionary<string, string> Format(object? value) => Formatter.Bundle(value, _mimeTypes);
}
