using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmWorkbook.Plots;

/// <summary>One axis of a drawing: turns the JSON's values into pixels.</summary>
internal sealed class SvgAxis
{
    private readonly List<string> categories = [];
    private readonly bool log;
    private readonly bool categorical;
    private readonly bool reversed;
    private readonly JsonArray? fixedRange;
    private double low = double.PositiveInfinity;
    private double high = double.NegativeInfinity;
    private double start;
    private double length;

    /// <summary>An axis as the layout describes it; <paramref name="values"/> are all that is placed along it.</summary>
    public SvgAxis(JsonObject? layout, IEnumerable<JsonNode?> values)
    {
        Title = SvgText.Plain((string?)layout?["title"]?["text"] ?? "");
        string type = (string?)layout?["type"] ?? "-";
        var all = values.ToList();
        log = type == "log";
        categorical = type == "category" || (type == "-" && all.Exists(v => v?.GetValueKind() == JsonValueKind.String && !IsNotANumber((string)v!)));
        reversed = (string?)layout?["autorange"] == "reversed";
        fixedRange = layout?["range"] as JsonArray;
        if (categorical)
            foreach (var v in all)
                if (v is not null && !categories.Contains(Text(v)))
                    categories.Add(Text(v));
        foreach (var v in all)
            Include(Place(v));
    }

    public string Title { get; }

    public bool IsCategorical => categorical;

    /// <summary>Widens the range to hold a value, in the axis's own terms (logarithms on a log axis).</summary>
    public void Include(double at)
    {
        if (double.IsFinite(at))
            (low, high) = (Math.Min(low, at), Math.Max(high, at));
    }

    /// <summary>Settles the range and the pixels: <paramref name="pad"/> is the share of the range left free at both ends.</summary>
    public void Fit(double from, double to, double pad)
    {
        (start, length) = (from, to - from);
        if (fixedRange is { Count: 2 })
            (low, high) = (fixedRange[0]!.GetValue<double>(), fixedRange[1]!.GetValue<double>());
        else if (categorical)
            (low, high) = (-0.5, Math.Max(categories.Count, 1) - 0.5);
        else
        {
            if (low > high)
                (low, high) = log ? (-1, 1) : (0, 1);
            if (low == high)
                (low, high) = (low - 0.5, high + 0.5);
            double room = (high - low) * pad;
            // A bar stands on zero: no room on that side.
            (low, high) = (low == 0 && !log ? 0 : low - room, high == 0 && !log ? 0 : high + room);
        }
    }

    /// <summary>Where a value of the JSON lies, in the axis's terms; NaN if nowhere.</summary>
    public double Place(JsonNode? value)
    {
        if (categorical)
            return value is null ? double.NaN : categories.IndexOf(Text(value)) is int i and >= 0 ? i : double.NaN;
        if (value is null || value.GetValueKind() != JsonValueKind.Number)
            return double.NaN;
        double number = value.GetValue<double>();
        return !log ? number : number > 0 ? Math.Log10(number) : double.NaN;
    }

    /// <summary>The pixel of a place on the axis.</summary>
    public double Pixel(double at)
    {
        double share = (at - low) / (high - low);
        return start + length * (reversed ? 1 - share : share);
    }

    /// <summary>The marks, at most about <paramref name="most"/>.</summary>
    public IReadOnlyList<(double At, string Label)> Marks(int most)
    {
        if (!categorical)
            return [.. log ? Ticks.Log(low, high, most) : Ticks.Linear(low, high, most)];
        int stride = Math.Max(1, (categories.Count + most - 1) / most);
        return [.. categories.Select((c, i) => ((double)i, SvgText.Short(SvgText.Plain(c), 28))).Where(c => c.Item1 % stride == 0)];
    }

    private static bool IsNotANumber(string text) => text is "NaN" or "Infinity" or "-Infinity";

    private static string Text(JsonNode value) => value.GetValueKind() == JsonValueKind.String ? (string)value! : value.ToJsonString();
}
