using System.Runtime.InteropServices;

namespace LlmWorkbook.Plots;

/// <summary>
/// Which points of a growing series to draw: the first, the last, and of each stretch the lowest, the highest and the first that is
/// no number, so that no spike is lost. A stretch keeps its bounds until there are too many; then neighbours are merged. So
/// adding a point costs next to nothing, and what is drawn stays where it was while the series grows.
/// </summary>
internal sealed class Thinning
{
    /// <summary>With two points of each stretch, more than a plot has columns of pixels.</summary>
    private const int MostStretches = 400;

    private readonly List<double> values = [];
    private readonly List<Stretch> stretches = [];
    private int length = 1;

    /// <summary>All values so far.</summary>
    public IReadOnlyList<double> Values => values;

    /// <summary>Takes the next value.</summary>
    public void Add(double value)
    {
        int i = values.Count;
        values.Add(value);
        var one = double.IsFinite(value) ? new Stretch(i, i, -1) : new Stretch(-1, -1, i);
        if (i % length != 0)
        {
            stretches[^1] = Merge(stretches[^1], one);
            return;
        }
        if (stretches.Count == MostStretches)
        {
            for (int s = 0; s < MostStretches / 2; s++)
                stretches[s] = Merge(stretches[2 * s], stretches[2 * s + 1]);
            CollectionsMarshal.SetCount(stretches, MostStretches / 2);
            length *= 2;
        }
        stretches.Add(one);
    }

    /// <summary>The places of the values to draw, in order.</summary>
    public int[] Indices()
    {
        if (values.Count == 0)
            return [];
        var kept = new List<int>(3 * stretches.Count + 2) { 0, values.Count - 1 };
        foreach (var stretch in stretches)
            foreach (int i in (ReadOnlySpan<int>)[stretch.Low, stretch.High, stretch.Gap])
                if (i >= 0)
                    kept.Add(i);
        kept.Sort();
        return [.. kept.Distinct()];
    }

    private Stretch Merge(Stretch a, Stretch b) => new(
        a.Low < 0 || (b.Low >= 0 && values[b.Low] < values[a.Low]) ? b.Low : a.Low,
        a.High < 0 || (b.High >= 0 && values[b.High] > values[a.High]) ? b.High : a.High,
        a.Gap < 0 ? b.Gap : a.Gap);

    /// <summary>Where the lowest, the highest and the first value that is no number are; -1 where there is none.</summary>
    private readonly record struct Stretch(int Low, int High, int Gap);
}
