using LlmWorkbook.Lessons;
using LlmWorkbook.Plots;
using Microsoft.DotNet.Interactive.Formatting;

namespace LlmWorkbook.Tests.Conventions;

/// <summary>The library's figures in .NET Interactive's own formatting package, which they have no reference to.</summary>
public sealed class FigureTests
{
    [Fact]
    public void The_library_refers_to_no_kernel() =>
        Assert.DoesNotContain(typeof(Figure).Assembly.GetReferencedAssemblies(), a => a.Name!.Contains("Interactive") || a.Name.Contains("Kernel"));

    [Fact]
    public void A_curve_is_shown_as_its_figure()
    {
        var curve = new LossCurve("Loss");
        var figure = curve.ToFigure();
        Assert.Equal(Shown(figure)["text/html"], Shown(curve)["text/html"]);
        Assert.StartsWith("<div class=\"workbook-figure\"", Shown(curve)["text/html"]);
        Assert.Contains("\"data\"", figure.ToDisplayString("application/vnd.plotly.v1+json"));
        Assert.StartsWith("<svg", figure.ToDisplayString("image/svg+xml"));
    }

    [Fact]
    public void A_verdict_is_shown_as_a_page_s_fragment_and_as_text()
    {
        var verdict = Exercise.Check("00.1", (double loss) => loss);
        Assert.Equal(verdict.Html, Shown(verdict)["text/html"]);
        Assert.StartsWith("00.1: Not yet: that is the loss itself", Shown(verdict)["text/plain"]);
    }

    /// <summary>What <c>display</c> sends of a value there.</summary>
    private static Dictionary<string, string> Shown(object value) =>
        Formatter.GetPreferredMimeTypesFor(value.GetType()).ToDictionary(t => t, t => value.ToDisplayString(t));
}
