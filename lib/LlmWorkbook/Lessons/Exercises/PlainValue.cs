using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Lessons;

/// <summary>
/// Values of exercises in one plain form, so that they can be compared and shown: whole numbers as decimal, others as double, lists,
/// arrays, tuples and tensors as lists of such values, dictionaries as pairs in the order of their keys; anything else as it is.
/// </summary>
internal static class PlainValue
{
    private const int LongestList = 12;

    /// <summary>The plain form of a value.</summary>
    public static object? Of(object? value) => value switch
    {
        null or string or bool => value,
        char c => c.ToString(),
        float or double or Half => Convert.ToDouble(value is Half h ? (double)h : value, CultureInfo.InvariantCulture),
        sbyte or byte or short or ushort or int or uint or long or ulong => Convert.ToDecimal(value, CultureInfo.InvariantCulture),
        Tensor tensor => OfTensor(tensor),
        Array { Rank: 2 } matrix => Enumerable.Range(0, matrix.GetLength(0)).Select(i =>
            (object?)Enumerable.Range(0, matrix.GetLength(1)).Select(j => Of(matrix.GetValue(i, j))).ToArray()).ToArray(),
        IDictionary pairs => pairs.Keys.Cast<object>().Select(k => (object?)new Pair(k.ToString() ?? "", Of(pairs[k]))).OrderBy(p => ((Pair)p!).Key, StringComparer.Ordinal).ToArray(),
        ITuple tuple => Enumerable.Range(0, tuple.Length).Select(i => Of(tuple[i])).ToArray(),
        IEnumerable items => items.Cast<object?>().Select(Of).ToArray(),
        _ => value,
    };

    /// <summary>Where two plain values begin to differ, in words for one who gave <paramref name="given"/>; null if they are equal.</summary>
    public static string? FirstDifference(object? given, object? expected, double tolerance, string at = "")
    {
        switch (given, expected)
        {
            case (object?[] a, object?[] b) when a.Length != b.Length:
                return $"{(at.Length > 0 ? at + " has " : "")}{a.Length} values instead of {b.Length}";
            case (object?[] a, object?[] b):
                return a.Select((v, i) => FirstDifference(v, b[i], tolerance, v is Pair ? at : $"{at}[{i}]")).FirstOrDefault(d => d is not null);
            case (Pair a, Pair b) when a.Key == b.Key:
                return FirstDifference(a.Value, b.Value, tolerance, at.Length > 0 ? $"{at}.{a.Key}" : a.Key);
            case (decimal a, decimal b) when tolerance < 0.5:
                return a == b ? null : Words();
            case (decimal or double, decimal or double):
                return Near(Convert.ToDouble(given, CultureInfo.InvariantCulture), Convert.ToDouble(expected, CultureInfo.InvariantCulture), tolerance) ? null : Words();
            default:
                return Equals(given, expected) ? null : Words();
        }

        string Words() => $"{(at.Length > 0 ? at + ": " : "")}{Text(given)} instead of {Text(expected)}";
    }

    /// <summary>A plain value as a reader sees it; long lists are cut.</summary>
    public static string Text(object? plain) => plain switch
    {
        null => "null",
        string s => $"\"{s}\"",
        bool b => b ? "true" : "false",
        double d => d.ToString("G6", CultureInfo.InvariantCulture),
        decimal d => d.ToString(CultureInfo.InvariantCulture),
        Pair pair => $"{pair.Key} {Text(pair.Value)}",
        object?[] { Length: > LongestList } list => $"[{string.Join(", ", list.Take(LongestList).Select(Text))}, … ({list.Length})]",
        object?[] list => $"[{string.Join(", ", list.Select(Text))}]",
        _ => plain.ToString() ?? "",
    };

    private static bool Near(double a, double b, double tolerance) =>
        a.Equals(b) || Math.Abs(a - b) <= tolerance * Math.Max(1, Math.Max(Math.Abs(a), Math.Abs(b)));

    private static object? OfTensor(Tensor tensor)
    {
        if (tensor.dim() > 0)
            return Enumerable.Range(0, (int)tensor.shape[0]).Select(i => OfTensor(tensor[i])).ToArray();
        return tensor.dtype switch
        {
            ScalarType.Bool => tensor.ToBoolean(),
            ScalarType.Float32 or ScalarType.Float64 or ScalarType.Float16 or ScalarType.BFloat16 => tensor.to(float64).ToDouble(),
            _ => (decimal)tensor.to(int64).ToInt64(),
        };
    }

    private sealed record Pair(string Key, object? Value);
}
