using System.Collections.Concurrent;
using System.Reflection;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>
/// The formatters that a type brings along, found by names alone so that a library needs no reference to any kernel:
/// an attribute called <c>TypeFormatterSourceAttribute</c> with <c>FormatterSourceType</c> and <c>PreferredMimeTypes</c>; that source
/// has <c>CreateTypeFormatters()</c>, and each of its items <c>MimeType</c> and <c>Format(object, TextWriter)</c>.
/// </summary>
internal sealed class ConventionFormatters
{
    private static readonly ConcurrentDictionary<Type, ConventionFormatters> s_known = [];

    /// <summary>MIME type to formatter; empty for a type without the attribute.</summary>
    public Dictionary<string, Func<object, TextWriter, bool>> Formatters { get; } = [];

    /// <summary>The types to show, in order; all that there are when the attribute names none.</summary>
    public IReadOnlyList<string> PreferredMimeTypes { get; private init; } = [];

    public static ConventionFormatters For(Type type) => s_known.GetOrAdd(type, Find);

    private static ConventionFormatters Find(Type type)
    {
        var attribute = type.GetCustomAttributes(inherit: false).FirstOrDefault(a => a.GetType().Name == "TypeFormatterSourceAttribute");
        if (attribute is null || Get(attribute, "FormatterSourceType") is not Type sourceType)
            return new ConventionFormatters();
        var source = Activator.CreateInstance(sourceType, nonPublic: true)!;
        var items = sourceType.GetMethod("CreateTypeFormatters")?.Invoke(source, null) as System.Collections.IEnumerable
            ?? throw new MissingMethodException(sourceType.FullName, "CreateTypeFormatters");
        var formatters = new Dictionary<string, Func<object, TextWriter, bool>>();
        foreach (var item in items)
        {
            var format = item.GetType().GetMethod("Format", [typeof(object), typeof(TextWriter)])
                ?? throw new MissingMethodException(item.GetType().FullName, "Format(object, TextWriter)");
            if (Get(item, "Type") is not Type handled || handled.IsAssignableFrom(type))
                formatters[(string)Get(item, "MimeType")!] = format.CreateDelegate<Func<object, TextWriter, bool>>(item);
        }
        var preferred = Get(attribute, "PreferredMimeTypes") as string[] ?? [];
        var found = new ConventionFormatters { PreferredMimeTypes = preferred.Length > 0 ? preferred : [.. formatters.Keys] };
        foreach (var (mimeType, format) in formatters)
            found.Formatters[mimeType] = format;
        return found;
    }

    private static object? Get(object owner, string property) =>
        owner.GetType().GetProperty(property, BindingFlags.Public | BindingFlags.Instance)?.GetValue(owner);
}
