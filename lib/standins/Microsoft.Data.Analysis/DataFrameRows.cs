using System.Collections;

namespace Microsoft.Data.Analysis;

/// <summary>The rows of a frame.</summary>
public class DataFrameRowCollection : IEnumerable<DataFrameRow>
{
    private readonly DataFrame frame;

    internal DataFrameRowCollection(DataFrame frame) => this.frame = frame;

    /// <summary>How many there are.</summary>
    public long Count => frame.Columns.RowCount;

    /// <summary>One row, a view of the frame.</summary>
    public DataFrameRow this[long index] => new(frame, index);

    /// <summary>The rows, one after the other.</summary>
    public IEnumerator<DataFrameRow> GetEnumerator()
    {
        for (long i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>One row of a frame: a view, not a copy.</summary>
public class DataFrameRow : IEnumerable<object>
{
    private readonly DataFrame frame;
    private readonly long row;

    internal DataFrameRow(DataFrame frame, long row) => (this.frame, this.row) = (frame, row);

    /// <summary>The value in one column.</summary>
    public object this[int index]
    {
        get => frame[row, index];
        set => frame[row, index] = value;
    }

    /// <summary>The value in the column of that name.</summary>
    public object this[string columnName]
    {
        get => frame[columnName][row];
        set => frame[columnName][row] = value;
    }

    /// <summary>The values, column by column.</summary>
    public IEnumerator<object> GetEnumerator()
    {
        foreach (var column in frame.Columns)
            yield return column[row];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
