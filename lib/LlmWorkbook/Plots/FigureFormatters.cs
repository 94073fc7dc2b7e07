namespace LlmWorkbook.Plots;

/// <summary>The formatters of <see cref="Figure"/> and of what shows itself as one.</summary>
internal sealed class FigureFormatterSource
{
    /// <summary>One formatter per form; kernels call this by name.</summary>
    public IEnumerable<object> CreateTypeFormatters()
    {
        foreach (var type in new[] { typeof(Figure), typeof(LossCurve) })
        {
            yield return new ConventionFormatter(type, "text/html", shown => Figure(shown).Html);
            yield return new ConventionFormatter(type, "text/plain", shown => shown.ToString()!);
            yield return new ConventionFormatter(type, "application/vnd.plotly.v1+json", shown => Figure(shown).Json);
            yield return new ConventionFormatter(type, "image/svg+xml", shown => Figure(shown).Svg);
        }
    }

    private static Figure Figure(object shown) => shown as Figure ?? ((LossCurve)shown).ToFigure();
}

/// <summary>The formatters of <see cref="Dashboard"/> and of what shows itself as one: a page's fragment, a drawing, a line.</summary>
internal sealed class DashboardFormatterSource
{
    /// <summary>One formatter per form; kernels call this by name.</summary>
    public IEnumerable<object> CreateTypeFormatters()
    {
        foreach (var type in new[] { typeof(Dashboard), typeof(TrainingBoard) })
        {
            yield return new ConventionFormatter(type, "text/html", shown => Dashboard(shown).Html);
            yield return new ConventionFormatter(type, "text/plain", shown => shown.ToString()!);
            yield return new ConventionFormatter(type, "image/svg+xml", shown => Dashboard(shown).Svg);
        }
    }

    private static Dashboard Dashboard(object shown) => shown as Dashboard ?? ((TrainingBoard)shown).ToDashboard();
}
