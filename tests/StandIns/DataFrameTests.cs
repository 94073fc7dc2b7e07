using Microsoft.Data.Analysis;

namespace LlmWorkbook.StandIns.Tests;

/// <summary>What Microsoft.Data.Analysis does for each member that the workbook uses.</summary>
public sealed class DataFrameTests
{
    private static DataFrame Losses() => new(
        new StringDataFrameColumn("split", ["train", "test", "train", "test"]),
        new PrimitiveDataFrameColumn<double>("loss", [2.0, 3.5, 1.0, 2.5]),
        new PrimitiveDataFrameColumn<int>("step", new int?[] { 1, 2, null, 4 }));

    [Fact]
    public void Values_are_read_by_row_and_column()
    {
        var frame = Losses();
        Assert.Equal(4, frame.Rows.Count);
        Assert.Equal(["split", "loss", "step"], frame.Columns.Select(c => c.Name));
        Assert.Equal(3.5, frame[1, 1]);
        Assert.Null(frame[2, 2]);
        Assert.Equal("test", frame["split"][3]);
        Assert.Equal(2.5, frame.Rows[3]["loss"]);
        Assert.Equal(new object?[] { "train", 1.0, null }, frame.Rows[2]);
        Assert.Equal((typeof(int), 4L, 1L), (frame["step"].DataType, frame["step"].Length, frame["step"].NullCount));
    }

    [Fact]
    public void Filter_keeps_the_rows_where_a_column_is_true()
    {
        var frame = Losses();
        Assert.Equal([2.0, 1.0], Doubles(frame.Filter(frame["loss"].ElementwiseLessThan(2.2)), "loss"));
        Assert.Equal([3.5, 2.5], Doubles(frame.Filter(frame["split"].ElementwiseEquals("test")), "loss"));
        Assert.Equal([3.5], Doubles(frame.Filter(frame["loss"].ElementwiseEquals(3.5)), "loss"));
    }

    [Fact]
    public void OrderBy_puts_null_last_either_way()
    {
        Assert.Equal([1.0, 2.0, 2.5, 3.5], Doubles(Losses().OrderBy("loss"), "loss"));
        Assert.Equal([3.5, 2.5, 2.0, 1.0], Doubles(Losses().OrderByDescending("loss"), "loss"));
        Assert.Equal(new object?[] { 1, 2, 4, null }, Objects(Losses().OrderBy("step"), "step"));
        Assert.Equal(new object?[] { 4, 2, 1, null }, Objects(Losses().OrderByDescending("step"), "step"));
    }

    [Fact]
    public void Head_takes_the_first_rows_and_leaves_the_frame()
    {
        var frame = Losses();
        Assert.Equal([2.0, 3.5], Doubles(frame.Head(2), "loss"));
        Assert.Equal(4, frame.Rows.Count);
    }

    [Fact]
    public void Groups_have_one_row_each_in_the_order_of_their_first()
    {
        var mean = Losses().GroupBy("split").Mean("loss");
        Assert.Equal(["split", "loss"], mean.Columns.Select(c => c.Name));
        Assert.Equal(new object?[] { "train", "test" }, Objects(mean, "split"));
        Assert.Equal([1.5, 3.0], Doubles(mean, "loss"));
        Assert.Equal(new object?[] { 1L, 2L }, Objects(Losses().GroupBy("split").Count("step"), "step"));
    }

    [Fact]
    public void Append_changes_the_frame_only_in_place()
    {
        var frame = Losses();
        var longer = frame.Append(["test", 9, "7"]);
        Assert.Equal((4, 5), (frame.Rows.Count, longer.Rows.Count));
        Assert.Equal(new object?[] { "test", 9.0, 7 }, longer.Rows[4]);
        Assert.Same(frame, frame.Append(["test"], inPlace: true));
        Assert.Equal(new object?[] { "test", null, null }, frame.Rows[4]);
    }

    [Fact]
    public void A_name_is_there_once_and_lengths_agree()
    {
        var frame = Losses();
        Assert.Contains("already contains a column called loss", Assert.Throws<ArgumentException>(() => frame.Columns.Add(new PrimitiveDataFrameColumn<double>("loss", 4))).Message);
        Assert.Throws<ArgumentException>(() => frame.Columns.Add(new PrimitiveDataFrameColumn<double>("short", 3)));
        Assert.Throws<ArgumentException>(() => frame["nothing"]);
        Assert.Equal(-1, frame.Columns.IndexOf("nothing"));
    }

    [Fact]
    public void Text_has_columns_of_ten_and_at_most_25_rows()
    {
        var lines = Losses().ToString().ReplaceLineEndings("\n").Split('\n');
        Assert.Equal("split     loss      step      ", lines[0]);
        Assert.Equal("train     1         null      ", lines[3]);
        var many = new DataFrame(new PrimitiveDataFrameColumn<int>("n", Enumerable.Range(0, 30)));
        Assert.Contains("24        ", many.ToString());
        Assert.DoesNotContain("25        ", many.ToString());
    }

    private static IEnumerable<double> Doubles(DataFrame frame, string column) => Objects(frame, column).Select(v => (double)v!);

    private static IEnumerable<object?> Objects(DataFrame frame, string column) => frame[column].Cast<object?>();
}
