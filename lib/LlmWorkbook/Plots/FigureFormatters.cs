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

/// <summary>The formatters of <see cref="TrainingBoard"/>: a page's fragment, a drawing, a line.</summary>
internal sealed class TrainingBoardFormatterSource
{
    /// <summary>One formatter per form; kernels call this by name.</summary>
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new ConventionFormatter(typeof(TrainingBoard), "text/html", shown => ((TrainingBoard)shown).Html),
        new ConventionFormatter(typeof(TrainingBoard), "text/plain", shown => shown.ToString()!),
        new ConventionFormatter(typeof(TrainingBoard), "image/svg+xml", shown => ((TrainingBoard)shown).Svg),
    ];
}
