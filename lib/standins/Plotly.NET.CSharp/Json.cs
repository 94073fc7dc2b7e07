using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plotly.NET.CSharp;

namespace Plotly.NET;

/// <summary>A value that plotly.js knows by a word, such as "lines" or "rgba(0, 0, 0, 1.0)": its <c>ToString()</c>.</summary>
internal interface IWord;

/// <summary>Building, merging and writing the JSON that plotly.js reads.</summary>
internal static class Json
{
    // The default encoder escapes < > & ' and all that is not ASCII: the text is safe inside a script element.
    private static readonly JsonSerializerOptions Compact = new();

    public static string Write(JsonNode? node) => node?.ToJsonString(Compact) ?? "null";

    /// <summary>Sets a property, unless the argument was left out.</summary>
    public static JsonObject With<T>(this JsonObject target, string name, Optional<T> value)
    {
        if (value.IsSome)
            target[name] = Node(value.Value);
        return target;
    }

    /// <summary>Sets a property from a single argument or, if that is given, from a sequence of them.</summary>
    public static JsonObject With<T>(this JsonObject target, string name, Optional<T> single, Optional<IEnumerable<T>> multi) =>
        multi.IsSome ? target.With(name, multi) : target.With(name, single);

    /// <summary><paramref name="second"/> laid over <paramref name="first"/>: objects merge, lists of annotations join, the rest is replaced.</summary>
    public static JsonObject Merge(JsonObject first, JsonObject second)
    {
        var merged = (JsonObject)first.DeepClone();
        foreach (var (name, value) in second)
        {
            merged[name] = (merged[name], value) switch
            {
                (JsonObject a, JsonObject b) => Merge(a, b),
                (JsonArray a, JsonArray b) when name == "annotations" => new JsonArray([.. a.Concat(b).Select(n => n?.DeepClone())]),
                _ => value?.DeepClone(),
            };
        }
        return merged;
    }

    /// <summary>Any argument as JSON. Numbers that JSON has no word for become text, which plotly.js draws as a gap.</summary>
    public static JsonNode? Node(object? value) => value switch
    {
        null => null,
        JsonNode node => node.DeepClone(),
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        IWord word => JsonValue.Create(word.ToString()),
        double d => double.IsFinite(d) ? JsonValue.Create(d) : JsonValue.Create(d.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        float f => float.IsFinite(f) ? JsonValue.Create(f) : JsonValue.Create(f.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        IEnumerable items => new JsonArray([.. items.Cast<object?>().Select(Node)]),
        _ => JsonSerializer.SerializeToNode(value, value.GetType()),
    };
}
