using System.Collections;

namespace Microsoft.Data.Analysis;

/// <summary>A column of text.</summary>
public class StringDataFrameColumn : DataFrameColumn, IEnumerable<string>
{
    private readonly List<string> values;

    /// <summary>A column of <paramref name="length"/> nulls.</summary>
    public StringDataFrameColumn(string name, long length = 0)
        : this(name, Enumerable.Repeat((string)null, (int)length))
    {
    }

    /// <summary>A column of <paramref name="values"/>.</summary>
    public StringDataFrameColumn(string name, IEnumerable<string> values)
        : base(name, 0, typeof(string))
    {
        this.values = [.. values];
        Length = this.values.Count;
    }

    /// <inheritdoc/>
    public override long NullCount => values.Count(v => v is null);

    /// <summary>The value of one row, or null.</summary>
    public new string this[long rowIndex]
    {
        get => values[(int)rowIndex];
        set => values[(int)rowIndex] = value;
    }

    /// <summary>Appends a value.</summary>
    public void Append(string value) => Add(value);

    /// <summary>The values, one after the other.</summary>
    public IEnumerator<string> GetEnumerator() => values.GetEnumerator();

    /// <summary>True for each value that is <paramref name="value"/>.</summary>
    public PrimitiveDataFrameColumn<bool> ElementwiseEquals(string value) => new(Name, values.Select(v => v == value));

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseEquals<T>(T value) => ElementwiseEquals(value?.ToString());

    /// <inheritdoc/>
    protected override IEnumerator GetEnumeratorCore() => GetEnumerator();

    /// <inheritdoc/>
    protected override object GetValue(long rowIndex) => values[(int)rowIndex];

    /// <inheritdoc/>
    protected override void SetValue(long rowIndex, object value) => values[(int)rowIndex] = (string)value;

    /// <inheritdoc/>
    protected override DataFrameColumn CloneImplementation(long numberOfNullsToAppend = 0) =>
        new StringDataFrameColumn(Name, values.Concat(Enumerable.Repeat((string)null, (int)numberOfNullsToAppend)));

    internal override DataFrameColumn Take(IReadOnlyList<long> rows) => new StringDataFrameColumn(Name, rows.Select(i => values[(int)i]));

    internal override void Add(object value)
    {
        values.Add((string)value);
        Length++;
    }

    internal override IReadOnlyList<long> SortedRows(bool ascending, bool nullsLast) => Column.SortedRows(values, ascending, nullsLast, Comparer<string>.Default);

    internal override GroupBy Grouped(DataFrame frame) => Column.Grouped<string>(frame, this, values);
}
