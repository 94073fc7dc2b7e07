namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Writes a value, and tells whether it did.</summary>
public delegate bool FormatDelegate<in T>(T value, FormatContext context);

/// <summary>Where a formatter writes.</summary>
/// <param name="writer">Takes the text.</param>
public sealed class FormatContext(TextWriter writer)
{
    /// <summary>Takes the text.</summary>
    public TextWriter Writer { get; } = writer;
}

/// <summary>A formatter of one type for one MIME type.</summary>
public interface ITypeFormatter
{
    /// <summary>The MIME type of what it writes.</summary>
    string MimeType { get; }

    /// <summary>The type of the values it takes.</summary>
    Type Type { get; }

    /// <summary>Writes a value, and tells whether it did.</summary>
    bool Format(object instance, FormatContext context);
}
