using System.Collections;

namespace Microsoft.Data.Analysis;

/// <summary>What columns of numbers and columns of text have in common.</summary>
internal static class Column
{
    public static IReadOnlyList<long> SortedRows<T>(IReadOnlyList<T> values, bool ascending, bool nullsLast, IComparer<T> comparer)
    {
        var rows = Enumerable.Range(0, values.Count).Select(i => (long)i).ToLookup(i => values[(int)i] is null);
        var sorted = ascending ? rows[false].OrderBy(i => values[(int)i], comparer) : rows[false].OrderByDescending(i => values[(int)i], comparer);
        return nullsLast ? [.. sorted, .. rows[true]] : [.. rows[true], .. sorted];
    }

    public static GroupBy<TKey> Grouped<TKey>(DataFrame frame, DataFrameColumn column, IEnumerable values)
    {
        var groups = new Dictionary<TKey, ICollection<long>>();
        long row = 0;
        foreach (object value in values)
        {
            if (value is TKey key)
                (groups.TryGetValue(key, out var rows) ? rows : groups[key] = new List<long>()).Add(row);
            row++;
        }
        return new(frame, frame.Columns.IndexOf(column), groups);
    }
}
