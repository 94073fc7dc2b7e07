using System.Collections.Concurrent;
using Microsoft.AspNetCore.Html;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Turns values into text of a MIME type: what <c>display</c> and a cell's last expression show.</summary>
public static class Formatter
{
    /// <summary>The MIME type of HTML.</summary>
    public const string HtmlMimeType = "text/html";

    /// <summary>The MIME type of plain text.</summary>
    public const string PlainTextMimeType = "text/plain";

    private static readonly ConcurrentDictionary<(Type, string), Func<object, TextWriter, bool>> s_registered = [];
    private static readonly ConcurrentDictionary<Type, string[]> s_preferred = [];

    /// <summary>The MIME type shown for values without a preference of their own; strings are plain text.</summary>
    public static string DefaultMimeType { get; set; } = HtmlMimeType;

    /// <summary>Registers how values of <typeparamref name="T"/>, and of types derived from it, are written.</summary>
    public static void Register<T>(Func<T, string> formatter, string mimeType = PlainTextMimeType) =>
        Register<T>((value, writer) => writer.Write(formatter(value)), mimeType);

    /// <summary>Registers how values of <typeparamref name="T"/>, and of types derived from it, are written.</summary>
    public static void Register<T>(Action<T, TextWriter> formatter, string mimeType = PlainTextMimeType) =>
        s_registered[(typeof(T), mimeType)] = (value, writer) =>
        {
            formatter((T)value, writer);
            return true;
        };

    /// <summary>Sets the MIME types in which values of a type are shown.</summary>
    public static void SetPreferredMimeTypesFor(Type type, params string[] preferredMimeTypes) => s_preferred[type] = preferredMimeTypes;

    /// <summary>Forgets every registration and preference.</summary>
    public static void ResetToDefault()
    {
        s_registered.Clear();
        s_preferred.Clear();
        DefaultMimeType = HtmlMimeType;
    }

    /// <summary>The value written in one MIME type.</summary>
    public static string ToDisplayString(this object? value, string mimeType = PlainTextMimeType)
    {
        using var writer = new StringWriter();
        if (value is not null)
            foreach (var type in Lineage(value.GetType()))
            {
                if (s_registered.TryGetValue((type, mimeType), out var registered) && registered(value, writer))
                    return writer.ToString();
                if (ConventionFormatters.For(type).Formatters.TryGetValue(mimeType, out var byConvention) && byConvention(value, writer))
                    return writer.ToString();
            }
        return mimeType == HtmlMimeType ? DefaultFormats.Html(value) : DefaultFormats.Plain(value);
    }

    /// <summary>The value in each MIME type it is shown in: those asked for, else its preferred ones, else the default with plain text beside it.</summary>
    internal static Dictionary<string, string> Bundle(object? value, IReadOnlyList<string> asked)
    {
        var types = asked.Count > 0 ? asked : Preferred(value);
        return types.Distinct().ToDictionary(t => t, t => value.ToDisplayString(t));
    }

    private static IReadOnlyList<string> Preferred(object? value)
    {
        foreach (var type in value is null ? [] : Lineage(value.GetType()))
        {
            if (s_preferred.TryGetValue(type, out var set))
                return set;
            if (s_registered.Keys.Where(k => k.Item1 == type).Select(k => k.Item2).ToArray() is { Length: > 0 } registered)
                return registered;
            if (ConventionFormatters.For(type) is { PreferredMimeTypes.Count: > 0 } byConvention)
                return byConvention.PreferredMimeTypes;
        }
        return value switch
        {
            null or string => [PlainTextMimeType],
            IHtmlContent => [HtmlMimeType],
            _ => [DefaultMimeType, PlainTextMimeType],
        };
    }

    /// <summary>The type, its base types, then its interfaces.</summary>
    private static IEnumerable<Type> Lineage(Type type)
    {
        for (var t = type; t is not null; t = t.BaseType)
            if (t != typeof(object))
                yield return t;
        foreach (var i in type.GetInterfaces())
            yield return i;
        yield return typeof(object);
    }
}
