using System.Diagnostics;
using System.Globalization;
using LlmWorkbook.Training;
using Plotly.NET.CSharp;
using Color = Plotly.NET.Color;
using GenericChart = Plotly.NET.GenericChart;
using StyleParam = Plotly.NET.StyleParam;

namespace LlmWorkbook.Plots;

/// <summary>
/// Loss against steps, growing while the model trains. Training is a thin line, validation a line with markers, a known lower
/// bound a dashed line. All points are kept; only the drawing is thinned.
/// </summary>
/// <param name="title">Stands above the plot.</param>
/// <param name="floor">A loss that no honest model goes below, such as the data's entropy, in the unit of <paramref name="yTitle"/>.</param>
/// <param name="logScale">Whether the loss axis is logarithmic; losses of 0 and below are left out then.</param>
/// <param name="xTitle">What is counted along the x axis.</param>
/// <param name="yTitle">What is measured, with its unit in brackets.</param>
/// <param name="steps">Where the x axis ends from the beginning, so that the curve is seen to grow; it ends at the last point if null.</param>
/// <param name="unit">Draws losses and floor, which are given in nats per token, in another unit, whose title takes the place of <paramref name="yTitle"/>.</param>
[TypeFormatterSource(typeof(FigureFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class LossCurve(
    string title = "Loss", double? floor = null, bool logScale = false, string xTitle = "step", string yTitle = "loss (nats/token)",
    int? steps = null, LossUnit? unit = null)
{
    /// <summary>The series that <see cref="Add(StepMetrics)"/> fills on every step.</summary>
    public const string Train = "train";

    /// <summary>The series that <see cref="Add(StepMetrics)"/> fills on the steps that evaluate; drawn with markers.</summary>
    public const string Validation = "validation";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly List<Series> all = [];
    private long lastRedraw = long.MinValue;

    private string Title => title;

    private double? Floor => floor is double bound ? InUnit(bound) : null;

    private bool LogScale => logScale;

    private string XTitle => xTitle;

    private string YTitle => unit?.Title ?? yTitle;

    private int? Steps => steps;

    private double InUnit(double value) => unit is null ? value : unit.FromNats(value);

    /// <summary>What is drawn: at least the empty training curve, so that a plot is there before the first step.</summary>
    private IReadOnlyList<Series> Shown => all.Count > 0 ? all : [new(Train)];

    /// <summary>The points of a series so far; empty if there is no such series.</summary>
    public IReadOnlyList<(double X, double Y)> Points(string series) => all.Find(s => s.Name == series) is { } s ? [.. s.X.Zip(s.Y.Values)] : [];

    /// <summary>Adds a step's losses.</summary>
    /// <returns>
    /// True when it is time to redraw: at most ten times a second, and always after an evaluation and after the last step.
    /// </returns>
    public bool Add(StepMetrics step)
    {
        bool due = Add(Train, step.Step, step.Loss);
        if (step.ValidationLoss is double validation)
            Add(Validation, step.Step, validation);
        return due || Now(step.ValidationLoss is not null || step.Eta <= TimeSpan.Zero);
    }

    /// <summary>Adds a point to a series of any name; a new name starts a new line.</summary>
    /// <returns>True when it is time to redraw: at most ten times a second.</returns>
    public bool Add(string series, double x, double y)
    {
        var target = all.Find(s => s.Name == series);
        if (target is null)
            all.Add(target = new(series));
        target.Add(x, y);
        return Now(lastRedraw == long.MinValue || Stopwatch.GetElapsedTime(lastRedraw) >= Pause);
    }

    /// <summary>The plot of what has been added so far.</summary>
    /// <param name="width">In pixels; a page is 760 wide.</param>
    /// <param name="height">In pixels.</param>
    public Figure ToFigure(int width = 760, int height = 420)
    {
        var charts = Shown.Select((s, i) => Line(s, s.Name, HouseStyle.Colours[i % HouseStyle.Colours.Count], this));
        return Finish(charts, all, this, width, height);
    }

    /// <summary>Where each series stands, for consoles.</summary>
    public override string ToString() =>
        $"{Title}: {string.Join(", ", all.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Name} {s.Y.Values[^1]:0.####} at {s.X[^1]} ({s.X.Count} points)")))}";

    /// <summary>Several runs on one plot, one colour each, training fainter than validation; title, floor and axes are the first run's.</summary>
    /// <param name="runs">A name for the legend and the curve, for each run.</param>
    /// <exception cref="WorkbookException">There are no runs.</exception>
    public static Figure Compare(params (string Name, LossCurve Curve)[] runs)
    {
        if (runs.Length == 0)
            throw new WorkbookException("There is no run to compare; give LossCurve.Compare at least one (name, curve).");
        var first = runs[0].Curve;
        var charts = runs.SelectMany((run, i) => run.Curve.Shown.Select(s =>
            Line(s, $"{run.Name}: {s.Name}", HouseStyle.Colours[i % HouseStyle.Colours.Count], first, faint: s.Name == Train && run.Curve.all.Count > 1)));
        return Finish(charts, runs.SelectMany(r => r.Curve.all), first);
    }

    private bool Now(bool due)
    {
        if (due)
            lastRedraw = Stopwatch.GetTimestamp();
        return due;
    }

    private static GenericChart Line(Series series, string name, string colour, LossCurve style, bool faint = false)
    {
        int[] shown = series.Y.Indices();
        bool markers = series.Name == Validation;
        return Chart.Scatter<double, double, string>(
            shown.Select(i => series.X[i]).ToArray(),
            shown.Select(i => style.InUnit(series.Y.Values[i])).Select(y => style.LogScale && y <= 0 ? double.NaN : y).ToArray(),
            markers ? StyleParam.Mode.Lines_Markers : StyleParam.Mode.Lines,
            Name: name,
            ShowLegend: true,
            Opacity: faint ? 0.5 : 1.0,
            LineColor: Color.fromHex(colour),
            LineWidth: markers ? 2.0 : 1.5,
            MarkerColor: Color.fromHex(colour),
            UseDefaults: false);
    }

    private static Figure Finish(IEnumerable<GenericChart> lines, IEnumerable<Series> series, LossCurve style, int width = 760, int height = 420)
    {
        var charts = lines.ToList();
        if (style.Floor is double bound && !(style.LogScale && bound <= 0))
        {
            var drawn = series.Where(s => s.X.Count > 0).ToList();
            charts.Add(Chart.Line<double, double, string>(
                new[] { drawn.Select(s => s.From).DefaultIfEmpty(0).Min(), Math.Max(drawn.Select(s => s.To).DefaultIfEmpty(0).Max(), style.Steps ?? 0) }, new[] { bound, bound },
                Name: string.Create(CultureInfo.InvariantCulture, $"floor {bound:0.0000}"),
                ShowLegend: true,
                LineColor: Color.fromString(HouseStyle.Ink),
                LineDash: StyleParam.DrawingStyle.Dash,
                UseDefaults: false));
        }
        // Runs that went on for longer are shown whole.
        Optional<Tuple<double, double>> range = style.Steps is int end ? Tuple.Create(0.0, series.Select(s => s.To).Append(end).Max()) : default(Optional<Tuple<double, double>>);
        var chart = Chart.Combine(charts)
            .WithSize(Width: width, Height: height)
            .WithXAxisStyle<double, double, string>(TitleText: style.XTitle, MinMax: range)
            .WithYAxisStyle<double, double, string>(TitleText: style.YTitle, AxisType: style.LogScale ? StyleParam.AxisType.Log : StyleParam.AxisType.Linear);
        return new(Plotly.NET.GenericChartExtensions.WithTitle(chart, style.Title, null));
    }

    private sealed class Series(string name)
    {
        public string Name => name;

        public List<double> X { get; } = [];

        public Thinning Y { get; } = new();

        /// <summary>The least x.</summary>
        public double From { get; private set; } = double.PositiveInfinity;

        /// <summary>The greatest x.</summary>
        public double To { get; private set; } = double.NegativeInfinity;

        public void Add(double x, double y)
        {
            X.Add(x);
            Y.Add(y);
            (From, To) = (Math.Min(From, x), Math.Max(To, x));
        }
    }
}
