using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Reflection;
using Microsoft.AspNetCore.Html;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Turns values into text of a MIME type: what <c>display</c> and a cell's last expression show. Names and meaning as in .NET Interactive.</summary>
public static class Formatter
{
    private static readonly ConcurrentDictionary<(Type, string), Func<object, TextWriter, bool>> s_registered = [];
    private static readonly ConcurrentDictionary<Type, string[]> s_preferred = [];

    /// <summary>The MIME type shown for values without a preference of their own; strings are plain text.</summary>
    public static string DefaultMimeType
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(value));
    } = HtmlFormatter.MimeType;

    /// <summary>How many items of a sequence are written out.</summary>
    public static int ListExpansionLimit
    {
        get;
        set => field = value >= 0 ? value : throw new ArgumentException($"{nameof(ListExpansionLimit)} must be at least 0.");
    } = 20;

    /// <summary>How many levels of values within values are written out.</summary>
    public static int RecursionLimit
    {
        get;
        set => field = value >= 0 ? value : throw new ArgumentException($"{nameof(RecursionLimit)} must be at least 0.");
    } = 6;

    /// <summary>What stands for null.</summary>
    public static string NullString { get; set; } = "<null>";

    /// <summary>Registers how values of <typeparamref name="T"/>, and of types derived from it, are written.</summary>
    public static void Register<T>(Func<T, string> formatter, string mimeType = PlainTextFormatter.MimeType) =>
        Register<T>((value, context) => Done(() => context.Writer.Write(formatter(value))), mimeType);

    /// <summary>Registers how values of <typeparamref name="T"/>, and of types derived from it, are written.</summary>
    public static void Register<T>(Action<T, TextWriter> formatter, string mimeType = PlainTextFormatter.MimeType) =>
        Register<T>((value, context) => Done(() => formatter(value, context.Writer)), mimeType);

    /// <summary>Registers how values of <typeparamref name="T"/>, and of types derived from it, are written; false leaves a value to the next formatter.</summary>
    public static void Register<T>(FormatDelegate<T> formatter, string mimeType = PlainTextFormatter.MimeType) =>
        Add(typeof(T), mimeType, (value, writer) => formatter((T)value, new FormatContext(writer)));

    /// <summary>Registers how values of a type, and of types derived from it, are written. The type may be an open generic one.</summary>
    public static void Register(Type type, Action<object, TextWriter> formatter, string mimeType = PlainTextFormatter.MimeType) =>
        Register(type, (value, context) => Done(() => formatter(value, context.Writer)), mimeType);

    /// <summary>Registers how values of a type, and of types derived from it, are written; false leaves a value to the next formatter.</summary>
    public static void Register(Type type, FormatDelegate<object> formatter, string mimeType = PlainTextFormatter.MimeType) =>
        Add(type, mimeType, (value, writer) => formatter(value, new FormatContext(writer)));

    /// <summary>Registers a formatter object.</summary>
    public static void Register(ITypeFormatter formatter) =>
        Add(formatter.Type, formatter.MimeType, (value, writer) => formatter.Format(value, new FormatContext(writer)));

    /// <summary>Sets the MIME types in which values of a type are shown.</summary>
    public static void SetPreferredMimeTypesFor(Type type, params string[] preferredMimeTypes)
    {
        ArgumentNullException.ThrowIfNull(type);
        s_preferred[type] = preferredMimeTypes is { Length: > 0 } ? preferredMimeTypes : throw new ArgumentException("Name at least one MIME type.", nameof(preferredMimeTypes));
    }

    /// <summary>The MIME types in which values of a type are shown.</summary>
    public static IReadOnlyCollection<string> GetPreferredMimeTypesFor(Type type)
    {
        foreach (var t in Lineage(type))
        {
            if (s_preferred.TryGetValue(t, out var set))
                return set;
            if (s_registered.Keys.Where(k => k.Item1 == t).Select(k => k.Item2).ToArray() is { Length: > 0 } registered)
                return registered;
            if (ConventionFormatters.For(t) is { PreferredMimeTypes.Count: > 0 } byConvention)
                return [.. byConvention.PreferredMimeTypes];
        }
        return type == typeof(string) ? [PlainTextFormatter.MimeType]
            : typeof(IHtmlContent).IsAssignableFrom(type) ? [HtmlFormatter.MimeType]
            : [DefaultMimeType, PlainTextFormatter.MimeType];
    }

    /// <summary>Forgets every registration, preference and limit that was set.</summary>
    public static void ResetToDefault()
    {
        s_registered.Clear();
        s_preferred.Clear();
        (DefaultMimeType, ListExpansionLimit, RecursionLimit, NullString) = (HtmlFormatter.MimeType, 20, 6, "<null>");
    }

    /// <summary>The value written in one MIME type.</summary>
    public static string ToDisplayString(this object? obj, string mimeType = PlainTextFormatter.MimeType)
    {
        ArgumentNullException.ThrowIfNull(mimeType);
        return Special(obj, mimeType) ?? mimeType switch
        {
            HtmlFormatter.MimeType => DefaultFormats.Html(obj),
            JsonFormatter.MimeType => DefaultFormats.Json(obj),
            _ => DefaultFormats.Plain(obj),
        };
    }

    /// <summary>The value in each MIME type it is shown in: those asked for, else its preferred ones, else the default with plain text beside it.</summary>
    internal static Dictionary<string, string> Bundle(object? value, IReadOnlyList<string> asked)
    {
        var types = asked.Count > 0 ? asked : value is null ? [PlainTextFormatter.MimeType] : Preferred(value.GetType());
        return types.Distinct().ToDictionary(t => t, value.ToDisplayString);
    }

    /// <summary>What a formatter that was registered, or that the type brought along, writes; null when there is none. One that fails is told in a sentence.</summary>
    internal static string? Special(object? value, string mimeType)
    {
        if (value is null)
            return null;
        try
        {
            using var writer = new StringWriter(CultureInfo.InvariantCulture);
            foreach (var type in Lineage(value.GetType()))
                if ((s_registered.TryGetValue((type, mimeType), out var format) || ConventionFormatters.For(type).Formatters.TryGetValue(mimeType, out format))
                    && format(value, writer))
                    return writer.ToString();
            return null;
        }
        catch (Exception e) when (Inner(e) is not OperationCanceledException)
        {
            var sentence = $"The {mimeType} formatter of {CSharpName.Short(value.GetType())} failed: {Inner(e).Message.TrimEnd('.')}.";
            return mimeType == HtmlFormatter.MimeType ? $"<pre>{WebUtility.HtmlEncode(sentence)}</pre>" : sentence;
        }
    }

    private static List<string> Preferred(Type type)
    {
        try
        {
            return [.. GetPreferredMimeTypesFor(type)];
        }
        catch (Exception e) when (Inner(e) is not OperationCanceledException)
        {
            // The formatters that the type brings along cannot be made; formatting says so.
            return [PlainTextFormatter.MimeType];
        }
    }

    private static Exception Inner(Exception e) => e is TargetInvocationException { InnerException: { } inner } ? Inner(inner) : e;

    private static bool Done(Action write)
    {
        write();
        return true;
    }

    private static void Add(Type type, string mimeType, Func<object, TextWriter, bool> formatter)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(mimeType);
        s_registered[(type, mimeType)] = formatter;
    }

    /// <summary>The type, its base types, then its interfaces; after each generic type its open form.</summary>
    private static IEnumerable<Type> Lineage(Type type)
    {
        for (var t = type; t is not null; t = t.BaseType)
            if (t != typeof(object))
            {
                yield return t;
                if (t.IsConstructedGenericType)
                    yield return t.GetGenericTypeDefinition();
            }
        foreach (var i in type.GetInterfaces())
        {
            yield return i;
            if (i.IsConstructedGenericType)
                yield return i.GetGenericTypeDefinition();
        }
        yield return typeof(object);
    }
}
