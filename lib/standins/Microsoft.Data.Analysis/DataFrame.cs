using System.Globalization;
using System.Text;

namespace Microsoft.Data.Analysis;

/// <summary>A table of named columns of equal length.</summary>
public class DataFrame
{
    private const long RowsInPreview = 25;

    /// <summary>A frame of <paramref name="columns"/>, which it shares with the caller.</summary>
    /// <exception cref="ArgumentException">Two columns have one name, or their lengths differ.</exception>
    public DataFrame(IEnumerable<DataFrameColumn> columns)
    {
        Columns = new(columns);
        Rows = new(this);
    }

    /// <summary>A frame of <paramref name="columns"/>, which it shares with the caller.</summary>
    /// <exception cref="ArgumentException">Two columns have one name, or their lengths differ.</exception>
    public DataFrame(params DataFrameColumn[] columns)
        : this((IEnumerable<DataFrameColumn>)columns)
    {
    }

    /// <summary>The columns, in order.</summary>
    public DataFrameColumnCollection Columns { get; }

    /// <summary>The rows, in order.</summary>
    public DataFrameRowCollection Rows { get; }

    /// <summary>One value; null where there is none.</summary>
    public object this[long rowIndex, int columnIndex]
    {
        get => Columns[columnIndex][rowIndex];
        set => Columns[columnIndex][rowIndex] = value;
    }

    /// <summary>The column of that name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public DataFrameColumn this[string columnName]
    {
        get => Columns[columnName];
        set => Columns[columnName] = value;
    }

    /// <summary>A new frame of the rows for which <paramref name="filter"/> is true.</summary>
    public DataFrame Filter(PrimitiveDataFrameColumn<bool> filter) =>
        Take([.. Enumerable.Range(0, (int)filter.Length).Where(i => filter[i] == true).Select(i => (long)i)]);

    /// <summary>A new frame of the first rows, of which there must be so many.</summary>
    public DataFrame Head(int numberOfRows) => Take([.. Enumerable.Range(0, numberOfRows).Select(i => (long)i)]);

    /// <summary>A new frame with the rows in the order of one column.</summary>
    public DataFrame OrderBy(string columnName, bool ascending = true, bool putNullValuesLast = true) =>
        Take(Columns[columnName].SortedRows(ascending, putNullValuesLast));

    /// <summary>A new frame with the rows in the falling order of one column.</summary>
    public DataFrame OrderByDescending(string columnName, bool putNullValuesLast = true) => OrderBy(columnName, false, putNullValuesLast);

    /// <summary>The rows in groups of equal values of one column.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public GroupBy GroupBy(string columnName) => Columns[columnName].Grouped(this);

    /// <summary>A full copy.</summary>
    public DataFrame Clone() => new(Columns.Select(c => c.Clone()));

    /// <summary>Appends one row, a value per column; columns without a value get null, as the text "null" does.</summary>
    /// <returns>The frame with that row: this one if <paramref name="inPlace"/>, otherwise a copy.</returns>
    /// <exception cref="ArgumentException">There are more values than columns.</exception>
    /// <exception cref="FormatException">A value is no value of its column's type.</exception>
    public DataFrame Append(IEnumerable<object> row = null, bool inPlace = false, CultureInfo cultureInfo = null)
    {
        var target = inPlace ? this : Clone();
        object[] given = row is null ? [] : [.. row];
        if (given.Length > Columns.Count)
            throw new ArgumentException($"Parameter.Count exceeds the number of columns({Columns.Count}) in the DataFrame ", nameof(row));
        var values = target.Columns.Select((c, i) => i < given.Length ? Converted(given[i], c.DataType, cultureInfo ?? CultureInfo.CurrentCulture) : null).ToList();
        foreach (var (index, column) in target.Columns.Index())
            column.Add(values[index]);
        target.Columns.RowCount++;
        return target;
    }

    /// <summary>The first 25 rows as text, each column as wide as the longest name.</summary>
    public override string ToString() => ToString(RowsInPreview);

    /// <summary>The first rows as text, each column as wide as the longest name.</summary>
    public string ToString(long rowsToShow)
    {
        int width = Math.Max(10, Columns.Select(c => c.Name.Length + 1).DefaultIfEmpty(0).Max());
        var text = new StringBuilder();
        text.AppendJoin("", Columns.Select(c => c.Name.PadRight(width))).AppendLine();
        foreach (var row in Rows.Take((int)Math.Min(rowsToShow, Rows.Count)))
            text.AppendJoin("", row.Select(v => (v ?? "null").ToString().PadRight(width))).AppendLine();
        if (rowsToShow < Rows.Count)
            text.AppendLine(CultureInfo.InvariantCulture, $"Showing {rowsToShow} of {Rows.Count} rows");
        return text.ToString();
    }

    private DataFrame Take(IReadOnlyList<long> rows) => new(Columns.Select(c => c.Take(rows)));

    private static object Converted(object value, Type type, CultureInfo culture) => value switch
    {
        null => null,
        string s when s.Equals("null", StringComparison.OrdinalIgnoreCase) || (s.Length == 0 && type != typeof(string)) => null,
        _ => Convert.ChangeType(value, type, culture),
    };
}
