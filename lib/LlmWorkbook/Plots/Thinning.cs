namespace LlmWorkbook.Plots;

/// <summary>Fewer points for the eye: the extremes stay, so no spike is lost.</summary>
internal static class Thinning
{
    /// <summary>
    /// The indices to draw of <paramref name="values"/>: all of them if there are at most <paramref name="most"/>; otherwise the
    /// first, the last, and of each of <c>most / 3</c> stretches the lowest, the highest and the first that is no number.
    /// </summary>
    public static int[] Indices(IReadOnlyList<double> values, int most)
    {
        int n = values.Count;
        if (n <= most)
            return [.. Enumerable.Range(0, n)];
        var kept = new SortedSet<int> { 0, n - 1 };
        int stretches = most / 3;
        for (int s = 0; s < stretches; s++)
        {
            int from = (int)((long)n * s / stretches), to = (int)((long)n * (s + 1) / stretches);
            int low = -1, high = -1, gap = -1;
            for (int i = from; i < to; i++)
            {
                if (!double.IsFinite(values[i]))
                    gap = gap < 0 ? i : gap;
                else if (low < 0)
                    low = high = i;
                else if (values[i] < values[low])
                    low = i;
                else if (values[i] > values[high])
                    high = i;
            }
            foreach (int i in new[] { low, high, gap })
                if (i >= 0)
                    kept.Add(i);
        }
        return [.. kept];
    }
}
