using System.Globalization;

namespace LlmWorkbook.Plots;

/// <summary>Where an axis has its marks, and what they say.</summary>
internal static class Ticks
{
    /// <summary>The round step, 1, 2 or 5 times a power of ten, that fits at most about <paramref name="most"/> times into <paramref name="span"/>.</summary>
    public static double Step(double span, int most)
    {
        double rough = span / most, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double factor = rough / power;
        return power * (factor <= 1.0001 ? 1 : factor <= 2.0001 ? 2 : factor <= 5.0001 ? 5 : 10);
    }

    /// <summary>Round values within the range, with their labels.</summary>
    public static IEnumerable<(double At, string Label)> Linear(double low, double high, int most)
    {
        double step = Step(high - low, most);
        for (long i = (long)Math.Ceiling(low / step - 1e-9); i * step <= high + step * 1e-9; i++)
            yield return (i * step, Label(i * step, step));
    }

    /// <summary>Powers of ten within the range of logarithms; between them 2 and 5 if there are few, or round values if there are none.</summary>
    public static IEnumerable<(double At, string Label)> Log(double lowLog, double highLog, int most)
    {
        var marks = new List<(double, string)>();
        double[] factors = highLog - lowLog < 2 ? [1, 2, 5] : [1];
        int stride = Math.Max(1, (int)Math.Ceiling((highLog - lowLog) / most));
        for (int power = (int)Math.Floor(lowLog); power <= highLog; power += stride)
            foreach (double factor in factors)
                if (Math.Log10(factor) + power is double at && at >= lowLog - 1e-9 && at <= highLog + 1e-9)
                    marks.Add((at, Label(factor * Math.Pow(10, power), Math.Pow(10, power))));
        if (marks.Count >= 3)
            return marks;
        return Linear(Math.Pow(10, lowLog), Math.Pow(10, highLog), most).Where(t => t.At > 0).Select(t => (Math.Log10(t.At), t.Label));
    }

    private static string Label(double value, double step)
    {
        double size = Math.Abs(value);
        if (size >= 1e15 || (size < 1e-5 && value != 0))
            return value.ToString("0.###e0", CultureInfo.InvariantCulture);
        foreach (var (unit, name) in new[] { (1e9, "B"), (1e6, "M"), (1e3, "k") })
            if (size >= unit && (unit > 1e3 || size >= 1e4))
                return (value / unit).ToString("0.####", CultureInfo.InvariantCulture) + name;
        int decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 12);
        return Math.Round(value, decimals).ToString("F" + decimals, CultureInfo.InvariantCulture);
    }
}
