using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LlmWorkbook.Plots;

namespace LlmWorkbook.Tests.Plots;

public sealed class FigureTests
{
    [Theory]
    [InlineData(typeof(Figure))]
    [InlineData(typeof(LossCurve))]
    public void A_kernel_finds_the_formatters_by_name(Type type)
    {
        // As a kernel does it: by the names of types and members, with no reference.
        object attribute = Assert.Single(type.GetCustomAttributes(false), a => a.GetType().Name == "TypeFormatterSourceAttribute");
        var preferred = (string[])Get(attribute, "PreferredMimeTypes");
        // One form of the figure, so that every client shows the same; the words are for consoles.
        Assert.Equal(["text/html", "text/plain"], preferred);
        object source = Activator.CreateInstance((Type)Get(attribute, "FormatterSourceType"))!;
        var formatters = ((IEnumerable<object>)source.GetType().GetMethod("CreateTypeFormatters")!.Invoke(source, null)!).Where(f => (Type)Get(f, "Type") == type).ToList();
        Assert.Equal([.. preferred, "application/vnd.plotly.v1+json", "image/svg+xml"], formatters.Select(f => (string)Get(f, "MimeType")));

        object shown = type == typeof(Figure) ? Plot.Lines([("a", [0, 1], [0, 1])]) : new LossCurve();
        foreach (object formatter in formatters)
        {
            var writer = new StringWriter();
            Assert.True((bool)formatter.GetType().GetMethod("Format")!.Invoke(formatter, [shown, writer])!);
            Assert.NotEmpty(writer.ToString());
            Assert.False((bool)formatter.GetType().GetMethod("Format")!.Invoke(formatter, ["text", writer])!);
        }
    }

    [Fact]
    public void The_three_forms_are_of_the_same_json()
    {
        var figure = Plot.Lines([("a", [0, 1], [0, 1])], "T");
        var json = JsonNode.Parse(figure.Json)!;
        Assert.Equal(["data", "layout", "config"], json.AsObject().Select(p => p.Key));
        Assert.Contains(figure.Json, figure.Html, StringComparison.Ordinal);
        Assert.Equal(figure.Svg, Drawing(figure.Html));
        Assert.StartsWith("<svg", figure.Svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Html_names_no_address_but_that_of_a_running_kernel()
    {
        string html = WithParts(null);
        Assert.Equal("data:image/svg+xml;base64", Regex.Match(html, "src=\"([^,]*),").Groups[1].Value);
        Assert.Single(Regex.Matches(html, "src="), m => m.Success);
        Assert.DoesNotContain("data-parts", html.Split("<script>")[0], StringComparison.Ordinal);
        Assert.Contains("data-parts=\"http://127.0.0.1:40123/0a1b/\"", WithParts("http://127.0.0.1:40123/0a1b/"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://127.0.0.1:40123/0a1b/")]
    [InlineData("http://example.org/0a1b/")]
    [InlineData("http://127.0.0.1:40123/0a1b")]
    [InlineData("http://127.0.0.1:40123/0a1b/\n")]
    [InlineData("http://127.0.0.1:40123/../")]
    [InlineData("http://127.0.0.1:40123/\"><script>/")]
    [InlineData("x http://127.0.0.1:40123/0a1b/")]
    public void Any_other_address_is_left_out(string address) =>
        Assert.DoesNotContain("data-parts", WithParts(address).Split("<script>")[0], StringComparison.Ordinal);

    [Fact]
    public void A_long_legend_pushes_the_plot_down()
    {
        static int Top(int lines) => (int)JsonNode.Parse(Plot.Lines([.. Enumerable.Range(0, lines).Select(i => ($"a run with a rather long name {i}", (IReadOnlyList<double>)[0, 1], (IReadOnlyList<double>)[0, 1]))]).Json)!["layout"]!["template"]!["layout"]!["margin"]!["t"]!;
        Assert.True(Top(6) > Top(1));
    }

    private static string Drawing(string html) =>
        Encoding.UTF8.GetString(Convert.FromBase64String(Regex.Match(html, "src=\"data:image/svg\\+xml;base64,([^\"]*)\"").Groups[1].Value));

    private static string WithParts(string? address)
    {
        string? before = Environment.GetEnvironmentVariable(FigureHtml.PartsVariable);
        Environment.SetEnvironmentVariable(FigureHtml.PartsVariable, address);
        try
        {
            return Plot.Lines([("a", [0, 1], [0, 1])]).Html;
        }
        finally
        {
            Environment.SetEnvironmentVariable(FigureHtml.PartsVariable, before);
        }
    }

    private static object Get(object owner, string property) => owner.GetType().GetProperty(property, BindingFlags.Public | BindingFlags.Instance)!.GetValue(owner)!;
}
