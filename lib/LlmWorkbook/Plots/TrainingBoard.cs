using System.Globalization;
using LlmWorkbook.Training;
using Plotly.NET.CSharp;
using Color = Plotly.NET.Color;
using StyleParam = Plotly.NET.StyleParam;

namespace LlmWorkbook.Plots;

/// <summary>
/// A run at a glance, growing while it trains: the loss with its floor, and below it in small the learning rate, the length of the
/// gradient and the speed. Used like a <see cref="LossCurve"/>, which its large plot is.
/// </summary>
/// <param name="title">Stands above the loss.</param>
/// <param name="steps">Steps of the whole run: where the x axes end; they end at the last step taken if null.</param>
/// <param name="floor">A loss in nats per token that no honest model goes below.</param>
/// <param name="unit">In which unit losses are drawn; nats per token if null.</param>
[TypeFormatterSource(typeof(DashboardFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class TrainingBoard(string title = "Training", int? steps = null, double? floor = null, LossUnit? unit = null)
{
    private const int PanelWidth = 250;
    private const int PanelHeight = 180;

    private readonly List<StepMetrics> all = [];

    private readonly (string Title, Func<StepMetrics, double> Value, Thinning Values)[] panels =
    [
        ("learning rate", s => s.LearningRate, new()),
        ("gradient norm", s => s.GradientNorm, new()),
        ("tokens/s", s => s.TokensPerSecond, new()),
    ];

    /// <summary>The large plot; give it to <see cref="LossCurve.Compare"/> to lay runs over one another.</summary>
    public LossCurve Loss { get; } = new(title, floor, steps: steps, unit: unit ?? LossUnit.Nats);

    /// <summary>All steps so far, for the loss doctor.</summary>
    public IReadOnlyList<StepMetrics> Steps => all;

    /// <summary>The board as it stands: the large plot, and three small ones below it.</summary>
    public Dashboard ToDashboard() => new(title, [Loss.ToFigure(), .. Panels()]);

    /// <summary>Adds a step.</summary>
    /// <returns>True when it is time to redraw, as <see cref="LossCurve.Add(StepMetrics)"/> tells it.</returns>
    public bool Add(StepMetrics step)
    {
        all.Add(step);
        foreach (var panel in panels)
            panel.Values.Add(panel.Value(step));
        return Loss.Add(step);
    }

    /// <summary>Where the run stands, for consoles.</summary>
    public override string ToString() => all.Count == 0 ? Loss.ToString() : string.Create(CultureInfo.InvariantCulture,
        $"{Loss}, learning rate {all[^1].LearningRate:G3}, gradient norm {all[^1].GradientNorm:G3}, {all[^1].TokensPerSecond:N0} tokens/s");

    private IEnumerable<Figure> Panels() => panels.Select((panel, i) =>
    {
        int[] shown = panel.Values.Indices();
        Optional<Tuple<double, double>> range = steps is int end ? Tuple.Create(0.0, Math.Max(end, all.Count == 0 ? 0.0 : all[^1].Step)) : default(Optional<Tuple<double, double>>);
        var chart = Chart.Line<double, double, string>(
                shown.Select(s => (double)all[s].Step).ToArray(),
                shown.Select(s => panel.Values.Values[s]).ToArray(),
                Name: panel.Title,
                ShowLegend: false,
                LineColor: Color.fromHex(HouseStyle.Colours[(i + 2) % HouseStyle.Colours.Count]),
                LineWidth: 1.5,
                UseDefaults: false)
            .WithSize(Width: PanelWidth, Height: PanelHeight)
            .WithXAxisStyle<double, double, string>(MinMax: range)
            .WithYAxisStyle<double, double, string>(AxisType: StyleParam.AxisType.Linear);
        return new Figure(Plotly.NET.GenericChartExtensions.WithTitle(chart, panel.Title, null));
    });
}
