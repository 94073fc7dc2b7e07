using System.Collections;

namespace Microsoft.Data.Analysis;

/// <summary>One named column: values of one type, or null.</summary>
public abstract class DataFrameColumn : IEnumerable
{
    private readonly List<DataFrameColumnCollection> owners = [];

    /// <summary>A column of <paramref name="length"/> values of <paramref name="type"/>.</summary>
    protected DataFrameColumn(string name, long length, Type type) => (Name, Length, DataType) = (name, length, type);

    /// <summary>How many values there are, null ones included.</summary>
    public long Length { get; protected set; }

    /// <summary>How many values are null.</summary>
    public abstract long NullCount { get; }

    /// <summary>The name, which is unique in its frame.</summary>
    public string Name { get; private set; }

    /// <summary>Type of the values.</summary>
    public Type DataType { get; }

    /// <summary>The value of one row, or null.</summary>
    public object this[long rowIndex]
    {
        get => GetValue(rowIndex);
        set => SetValue(rowIndex, value);
    }

    /// <summary>Renames the column, in its frames too.</summary>
    public void SetName(string newName)
    {
        foreach (var owner in owners)
            owner.Rename(this, newName);
        Name = newName;
    }

    /// <summary>A copy.</summary>
    public DataFrameColumn Clone(long numberOfNullsToAppend = 0) => CloneImplementation(numberOfNullsToAppend);

    /// <summary>True for each value that equals <paramref name="value"/>.</summary>
    public virtual PrimitiveDataFrameColumn<bool> ElementwiseEquals<T>(T value) => throw new NotImplementedException();

    /// <summary>True for each value below <paramref name="value"/>.</summary>
    public virtual PrimitiveDataFrameColumn<bool> ElementwiseLessThan<T>(T value) => throw new NotImplementedException();

    /// <summary>Sum of the values in some rows.</summary>
    public virtual object Sum(IEnumerable<long> rowIndices) => throw new NotImplementedException();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumeratorCore();

    /// <summary>The values, one after the other.</summary>
    protected abstract IEnumerator GetEnumeratorCore();

    /// <summary>The value of one row.</summary>
    protected abstract object GetValue(long rowIndex);

    /// <summary>Replaces the value of one row.</summary>
    protected abstract void SetValue(long rowIndex, object value);

    /// <summary>A copy with nulls at its end.</summary>
    protected abstract DataFrameColumn CloneImplementation(long numberOfNullsToAppend = 0);

    internal void OwnedBy(DataFrameColumnCollection owner) => owners.Add(owner);

    /// <summary>A new column of those rows.</summary>
    internal abstract DataFrameColumn Take(IReadOnlyList<long> rows);

    /// <summary>Appends a value of the column's type, or null.</summary>
    internal abstract void Add(object value);

    /// <summary>The rows in the order of their values.</summary>
    internal abstract IReadOnlyList<long> SortedRows(bool ascending, bool nullsLast);

    /// <summary>The rows of <paramref name="frame"/> in groups of equal values; rows without one are in none.</summary>
    internal abstract GroupBy Grouped(DataFrame frame);
}
