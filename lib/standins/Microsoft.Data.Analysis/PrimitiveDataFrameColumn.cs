using System.Collections;
using System.Globalization;

namespace Microsoft.Data.Analysis;

/// <summary>A column of numbers, truth values or other plain values.</summary>
/// <typeparam name="T">Type of the values.</typeparam>
public class PrimitiveDataFrameColumn<T> : DataFrameColumn, IEnumerable<T?>
    where T : unmanaged
{
    private readonly List<T?> values;

    /// <summary>A column of <paramref name="values"/>.</summary>
    public PrimitiveDataFrameColumn(string name, IEnumerable<T?> values)
        : this(name, [.. values])
    {
    }

    /// <summary>A column of <paramref name="values"/>.</summary>
    public PrimitiveDataFrameColumn(string name, IEnumerable<T> values)
        : this(name, [.. values.Select(v => (T?)v)])
    {
    }

    /// <summary>A column of <paramref name="length"/> zeros.</summary>
    public PrimitiveDataFrameColumn(string name, long length = 0)
        : this(name, [.. Enumerable.Repeat((T?)default(T), (int)length)])
    {
    }

    private PrimitiveDataFrameColumn(string name, List<T?> values)
        : base(name, values.Count, typeof(T)) => this.values = values;

    /// <inheritdoc/>
    public override long NullCount => values.Count(v => v is null);

    /// <summary>The value of one row, or null.</summary>
    public new T? this[long rowIndex]
    {
        get => values[(int)rowIndex];
        set => values[(int)rowIndex] = value;
    }

    /// <summary>Appends a value.</summary>
    public void Append(T? value) => Add(value);

    /// <summary>The values, one after the other.</summary>
    public IEnumerator<T?> GetEnumerator() => values.GetEnumerator();

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseEquals<U>(U value) => Compare(value, order => order == 0);

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseLessThan<U>(U value) => Compare(value, order => order < 0);

    /// <inheritdoc/>
    public override object Sum(IEnumerable<long> rowIndices)
    {
        dynamic sum = default(T);
        foreach (long row in rowIndices)
            sum += values[(int)row].GetValueOrDefault();
        return (T)sum;
    }

    /// <inheritdoc/>
    protected override IEnumerator GetEnumeratorCore() => GetEnumerator();

    /// <inheritdoc/>
    protected override object GetValue(long rowIndex) => values[(int)rowIndex];

    /// <inheritdoc/>
    protected override void SetValue(long rowIndex, object value) => values[(int)rowIndex] = Typed(value);

    /// <inheritdoc/>
    protected override DataFrameColumn CloneImplementation(long numberOfNullsToAppend = 0) =>
        new PrimitiveDataFrameColumn<T>(Name, values.Concat(Enumerable.Repeat((T?)null, (int)numberOfNullsToAppend)));

    internal override DataFrameColumn Take(IReadOnlyList<long> rows) => new PrimitiveDataFrameColumn<T>(Name, rows.Select(i => values[(int)i]));

    internal override void Add(object value)
    {
        values.Add(Typed(value));
        Length++;
    }

    internal override IReadOnlyList<long> SortedRows(bool ascending, bool nullsLast) => Column.SortedRows(values, ascending, nullsLast, Comparer<T?>.Default);

    internal override GroupBy Grouped(DataFrame frame) => Column.Grouped<T>(frame, this, values);

    private static T? Typed(object value) => value switch
    {
        null => null,
        T typed => typed,
        _ => (T)Convert.ChangeType(value, typeof(T), CultureInfo.CurrentCulture),
    };

    private PrimitiveDataFrameColumn<bool> Compare<U>(U value, Func<int, bool> holds)
    {
        double other = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        return new(Name, values.Select(v => v is { } own && Convert.ToDouble(own, CultureInfo.InvariantCulture) is var number && !double.IsNaN(number) && holds(number.CompareTo(other))));
    }
}
