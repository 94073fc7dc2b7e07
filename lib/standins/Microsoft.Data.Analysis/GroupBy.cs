using System.Globalization;

namespace Microsoft.Data.Analysis;

/// <summary>The rows of a frame in groups of equal values of one column.</summary>
public abstract class GroupBy
{
    /// <summary>Number of values that are not null, per group and column.</summary>
    /// <param name="columnNames">The columns to count; none means all.</param>
    public abstract DataFrame Count(params string[] columnNames);

    /// <summary>Mean per group and column; a null counts as zero.</summary>
    /// <param name="columnNames">The columns to average; none means all.</param>
    public abstract DataFrame Mean(params string[] columnNames);
}

/// <summary>The groups, by the values they share.</summary>
/// <typeparam name="TKey">Type of the column that makes the groups.</typeparam>
public class GroupBy<TKey> : GroupBy
{
    private readonly DataFrame frame;
    private readonly int keyColumn;
    private readonly IDictionary<TKey, ICollection<long>> groups;

    /// <summary>Groups of <paramref name="dataFrame"/>'s rows.</summary>
    public GroupBy(DataFrame dataFrame, int groupByColumnIndex, IDictionary<TKey, ICollection<long>> keyToRowIndices) =>
        (frame, keyColumn, groups) = (dataFrame, groupByColumnIndex, keyToRowIndices);

    /// <inheritdoc/>
    public override DataFrame Count(params string[] columnNames) =>
        Aggregate(columnNames, (column, rows) => rows.LongCount(row => column[row] is not null));

    /// <inheritdoc/>
    public override DataFrame Mean(params string[] columnNames) =>
        Aggregate(columnNames, (column, rows) => Convert.ToDouble(column.Sum(rows), CultureInfo.InvariantCulture) / rows.Count);

    private DataFrame Aggregate<T>(string[] names, Func<DataFrameColumn, ICollection<long>, T> value)
        where T : unmanaged
    {
        var key = frame.Columns[keyColumn];
        var wanted = names.Length > 0 ? names.Select(n => frame[n]) : frame.Columns;
        return new(wanted.Where(c => c != key)
            .Select(c => (DataFrameColumn)new PrimitiveDataFrameColumn<T>(c.Name, groups.Values.Select(rows => value(c, rows))))
            .Prepend(key.Take([.. groups.Values.Select(rows => rows.First())])));
    }
}
