using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Html;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>What a value looks like to the formats: a text, a sequence of values, or named members.</summary>
internal abstract record ValueShape
{
    /// <summary>A value that says itself how it reads.</summary>
    public sealed record Text(string Value) : ValueShape;

    /// <summary>A sequence, as far as it is shown; <paramref name="More"/> is the note about the rest, or empty.</summary>
    public sealed record Items(IReadOnlyList<object?> Shown, string More, bool IsDictionary) : ValueShape;

    /// <summary>A value with members.</summary>
    public sealed record Members(string Title, IReadOnlyList<(string Name, Func<object?> Value)> Each) : ValueShape;

    /// <summary>Looks at a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="limit">How many items of a sequence to take.</param>
    public static ValueShape Of(object? value, int limit) => value switch
    {
        null => new Text(Formatter.NullString),
        string s => new Text(s),
        RowTable table => Of(table.Rows, limit),
        IHtmlContent html => new Text(html.ToString() ?? ""),
        DateTime time => new Text(time.ToString("u", CultureInfo.InvariantCulture)),
        DateTimeOffset time => new Text(time.ToString("u", CultureInfo.InvariantCulture)),
        Type type => new Text(CSharpName.Short(type)),
        Delegate call => new Text(CSharpName.Short(call.GetType())),
        Exception e => new Text(e.ToString()),
        // Reading the result of a task that goes on would wait for it.
        Task { IsCompletedSuccessfully: false } task => new Text($"{CSharpName.Short(task.GetType())}: {task.Status}"),
        ITuple tuple => new Text($"({string.Join(", ", Enumerable.Range(0, tuple.Length).Select(i => DefaultFormats.Line(tuple[i])))})"),
        IFormattable f => new Text(Said(() => f.ToString(null, CultureInfo.InvariantCulture))),
        JsonNode or JsonElement or JsonDocument => new Text(JsonSerializer.Serialize(value)),
        IEnumerable items => Sequence(items, limit),
        _ => OwnWords(value) is { } said ? new Text(said) : new Members(CSharpName.Short(value.GetType()), MembersOf(value.GetType(), () => value)),
    };

    /// <summary>The public properties and fields of a type, read from a value when asked; a getter that fails gives its message.</summary>
    public static IReadOnlyList<(string Name, Func<object?> Value)> MembersOf(Type type, Func<object?> owner) =>
    [
        .. from p in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
           where p.GetMethod is { IsPublic: true } && p.GetIndexParameters().Length == 0 && Readable(p.PropertyType)
           select (p.Name, (Func<object?>)(() => Read(() => p.GetValue(owner())))),
        .. from f in type.GetFields(BindingFlags.Public | BindingFlags.Instance)
           where Readable(f.FieldType)
           select (f.Name, (Func<object?>)(() => f.GetValue(owner()))),
    ];

    /// <summary>The key or the value of a dictionary's entry.</summary>
    public static object? PartOf(object? entry, string part) => entry is DictionaryEntry pair ? (part == "Key" ? pair.Key : pair.Value) : entry!.GetType().GetProperty(part)?.GetValue(entry);

    /// <summary>Whether values of a type are one short text each.</summary>
    public static bool IsScalar(object? value) =>
        value is null or string or bool or char or Type or IFormattable || value.GetType().IsPrimitive;

    private static bool Readable(Type type) => !type.IsByRefLike && !type.IsPointer && !type.IsByRef && !type.IsFunctionPointer;

    /// <summary>What the type's own ToString says; null when it has none, or only the one that the compiler makes for records.</summary>
    private static string? OwnWords(object value)
    {
        var method = value.GetType().GetMethod(nameof(ToString), Type.EmptyTypes)!;
        var isOwn = method.DeclaringType != typeof(object) && method.DeclaringType != typeof(ValueType)
            && !method.IsDefined(typeof(CompilerGeneratedAttribute)) && !value.GetType().IsDefined(typeof(CompilerGeneratedAttribute));
        return isOwn ? Said(value.ToString) : null;
    }

    private static string Said(Func<string?> say) => Read(say)?.ToString() ?? "";

    private static object? Read(Func<object?> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var cause = e is TargetInvocationException { InnerException: { } inner } ? inner : e;
            return cause is OperationCanceledException ? throw cause : $"({cause.GetType().Name}: {cause.Message})";
        }
    }

    private static Items Sequence(IEnumerable items, int limit)
    {
        var shown = new List<object?>();
        var more = "";
        try
        {
            foreach (var item in items)
            {
                if (shown.Count == limit)
                {
                    more = Count(items) is { } count ? $"({count - limit} more)" : "(more)";
                    break;
                }
                shown.Add(item);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            more = $"({e.GetType().Name}: {e.Message})";
        }
        var isDictionary = items is IDictionary || items.GetType().GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>));
        return new Items(shown, more, isDictionary);
    }

    private static int? Count(IEnumerable items) =>
        items is ICollection collection ? collection.Count
        : items.GetType().GetInterfaces().FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() is var d && (d == typeof(ICollection<>) || d == typeof(IReadOnlyCollection<>))) is { } known
            ? (int?)known.GetProperty("Count")!.GetValue(items)
        : null;
}
