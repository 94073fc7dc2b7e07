namespace Plotly.NET;

/// <summary>What a new chart starts with. Changes hold for all charts made after them.</summary>
public static class Defaults
{
    public static int DefaultWidth { get; set; } = 600;

    public static int DefaultHeight { get; set; } = 600;

    public static Template DefaultTemplate { get; set; } = ChartTemplates.plotly;

    public static void reset() => (DefaultWidth, DefaultHeight, DefaultTemplate) = (600, 600, ChartTemplates.plotly);
}
