using System.Collections.ObjectModel;

namespace Microsoft.Data.Analysis;

/// <summary>The columns of a frame: of equal length, with different names.</summary>
public class DataFrameColumnCollection : Collection<DataFrameColumn>
{
    internal DataFrameColumnCollection(IEnumerable<DataFrameColumn> columns)
    {
        foreach (var column in columns ?? throw new ArgumentNullException(nameof(columns)))
            Add(column);
    }

    internal long RowCount { get; set; }

    /// <summary>The column of that name; setting one renames it, and adds it where there was none.</summary>
    /// <exception cref="ArgumentException">There is no column of that name to get.</exception>
    public DataFrameColumn this[string columnName]
    {
        get => IndexOf(columnName) is >= 0 and var index ? this[index] : throw new ArgumentException($"Column {columnName} does not exist", nameof(columnName));
        set
        {
            int index = IndexOf(columnName);
            value.SetName(columnName);
            if (index < 0)
                Add(value);
            else
                this[index] = value;
        }
    }

    /// <summary>Place of the column of that name, or -1.</summary>
    public int IndexOf(string columnName)
    {
        for (int i = 0; i < Count; i++)
        {
            if (this[i].Name == columnName)
                return i;
        }
        return -1;
    }

    /// <inheritdoc/>
    protected override void InsertItem(int columnIndex, DataFrameColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        if ((Count > 0 || RowCount > 0) && column.Length != RowCount)
            throw new ArgumentException("Column lengths are mismatched", nameof(column));
        if (IndexOf(column.Name) >= 0)
            throw new ArgumentException(Duplicate(column.Name), nameof(column));
        RowCount = column.Length;
        column.OwnedBy(this);
        base.InsertItem(columnIndex, column);
    }

    /// <inheritdoc/>
    protected override void SetItem(int columnIndex, DataFrameColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (RowCount > 0 && column.Length != RowCount)
            throw new ArgumentException("Column lengths are mismatched", nameof(column));
        if (IndexOf(column.Name) is >= 0 and var existing && existing != columnIndex)
            throw new ArgumentException(Duplicate(column.Name), nameof(column));
        column.OwnedBy(this);
        base.SetItem(columnIndex, column);
    }

    internal void Rename(DataFrameColumn column, string newName)
    {
        if (Contains(column) && IndexOf(newName) is >= 0 and var existing && this[existing] != column)
            throw new ArgumentException(Duplicate(newName), nameof(newName));
    }

    private static string Duplicate(string name) => $"DataFrame already contains a column called {name}";
}
