namespace LlmWorkbook;

/// <summary>
/// Tells a notebook kernel how a type shows itself. Kernels find it by its name and its two properties, so the library
/// needs no reference to any of them.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    /// <summary>The type whose <c>CreateTypeFormatters()</c> gives the formatters.</summary>
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>The first is what <c>display</c> uses unless told.</summary>
    public string[] PreferredMimeTypes { get; set; } = [];
}

/// <summary>Writes one form of a type's objects; kernels call it by the names of its members.</summary>
internal sealed class ConventionFormatter(Type type, string mimeType, Func<object, string> form)
{
    /// <summary>What it formats.</summary>
    public Type Type => type;

    /// <summary>The form it writes.</summary>
    public string MimeType => mimeType;

    /// <summary>Writes <paramref name="instance"/>; false if it is of another type.</summary>
    public bool Format(object instance, TextWriter writer)
    {
        if (!type.IsInstanceOfType(instance))
            return false;
        writer.Write(form(instance));
        return true;
    }
}
