using System.Reflection;
using System.Text.Json.Nodes;
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
        Assert.Equal("text/html", preferred[0]);
        object source = Activator.CreateInstance((Type)Get(attribute, "FormatterSourceType"))!;
        var formatters = ((IEnumerable<object>)source.GetType().GetMethod("CreateTypeFormatters")!.Invoke(source, null)!).Where(f => (Type)Get(f, "Type") == type).ToList();
        Assert.Equal(preferred, formatters.Select(f => (string)Get(f, "MimeType")));

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
        Assert.Contains("<svg", figure.Html, StringComparison.Ordinal);
        Assert.StartsWith("<svg", figure.Svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Html_asks_the_network_for_nothing()
    {
        string html = Plot.Lines([("a", [0, 1], [0, 1])]).Html;
        Assert.DoesNotContain("src=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html.Replace("http://www.w3.org/2000/svg", ""), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_legend_pushes_the_plot_down()
    {
        static int Top(int lines) => (int)JsonNode.Parse(Plot.Lines([.. Enumerable.Range(0, lines).Select(i => ($"a run with a rather long name {i}", (IReadOnlyList<double>)[0, 1], (IReadOnlyList<double>)[0, 1]))]).Json)!["layout"]!["template"]!["layout"]!["margin"]!["t"]!;
        Assert.True(Top(6) > Top(1));
    }

    private static object Get(object owner, string property) => owner.GetType().GetProperty(property, BindingFlags.Public | BindingFlags.Instance)!.GetValue(owner)!;
}
