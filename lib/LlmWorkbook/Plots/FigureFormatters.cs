namespace LlmWorkbook.Plots;

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

/// <summary>The formatters of <see cref="Figure"/> and of what shows itself as one.</summary>
internal sealed class FigureFormatterSource
{
    /// <summary>One formatter per form; kernels call this by name.</summary>
    public IEnumerable<object> CreateTypeFormatters()
    {
        foreach (var type in new[] { typeof(Figure), typeof(LossCurve) })
        {
            yield return new FigureFormatter(type, "text/html", shown => Figure(shown).Html);
            yield return new FigureFormatter(type, "text/plain", shown => shown.ToString()!);
            yield return new FigureFormatter(type, "application/vnd.plotly.v1+json", shown => Figure(shown).Json);
            yield return new FigureFormatter(type, "image/svg+xml", shown => Figure(shown).Svg);
        }
    }

    private static Figure Figure(object shown) => shown as Figure ?? ((LossCurve)shown).ToFigure();
}

/// <summary>Writes one form of a figure.</summary>
internal sealed class FigureFormatter(Type type, string mimeType, Func<object, string> form)
{
    /// <summary>What it formats.</summary>
    public Type Type => type;

    /// <summary>The form it writes.</summary>
    public string MimeType => mimeType;

    /// <summary>Writes <paramref name="instance"/>; false if it is nothing that has a figure.</summary>
    public bool Format(object instance, TextWriter writer)
    {
        if (!type.IsInstanceOfType(instance))
            return false;
        writer.Write(form(instance));
        return true;
    }
}
