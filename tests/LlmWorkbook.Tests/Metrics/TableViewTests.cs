using LlmWorkbook.Metrics;
using Microsoft.Data.Analysis;

namespace LlmWorkbook.Tests.Metrics;

public sealed class TableViewTests
{
    private static readonly DataFrame Frame = new(
        new StringDataFrameColumn("step", ["HTML <b>", "去重"]),
        new PrimitiveDataFrameColumn<double>("precision", new double?[] { 0.98764, null }),
        new PrimitiveDataFrameColumn<int>("pages", [12_000, 3]));

    [Fact]
    public void A_table_is_escaped_html()
    {
        string html = new TableView(Frame, "a & b").Html;
        Assert.Contains("<caption style=\"text-align:left\">a &amp; b</caption>", html);
        Assert.Contains("<td style=\"text-align:left\">HTML &lt;b&gt;</td><td style=\"text-align:right\">0.9876</td><td style=\"text-align:right\">12,000</td>", html);
        Assert.DoesNotContain("<b>", html);
    }

    [Fact]
    public void Text_is_aligned_and_Chinese_is_two_wide() =>
        Assert.Equal("""
            step      precision   pages
            HTML <b>     0.9876  12,000
            去重                      3
            """.ReplaceLineEndings("\n"), new TableView(Frame).ToString());

    [Fact]
    public void Rows_that_are_left_out_are_counted()
    {
        var view = new TableView(Frame, rows: 1);
        Assert.EndsWith("\n… and 1 more rows", view.ToString());
        Assert.Contains("<p>… and 1 more rows</p>", view.Html);
        Assert.DoesNotContain("去重", view.Html);
    }
}
