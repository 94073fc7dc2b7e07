using Plotly.NET.CSharp;
using Color = Plotly.NET.Color;
using GenericChart = Plotly.NET.GenericChart;
using StyleParam = Plotly.NET.StyleParam;

namespace LlmWorkbook.Plots;

/// <summary>The small figures of the lessons, each from plain numbers.</summary>
public static class Plot
{
    /// <summary>Horizontal bars, the first on top: probabilities of tokens, for example.</summary>
    /// <param name="labels">One per bar; labels that occur twice are numbered.</param>
    /// <param name="values">Length of each bar.</param>
    /// <param name="title">Stands above the plot.</param>
    /// <param name="valueTitle">What the bars measure, with its unit in brackets.</param>
    /// <exception cref="WorkbookException">There are not as many labels as values.</exception>
    public static Figure Bars(IReadOnlyList<string> labels, IReadOnlyList<double> values, string title = "", string valueTitle = "probability")
    {
        if (labels.Count != values.Count)
            throw new WorkbookException($"A bar chart has {labels.Count} labels for {values.Count} values; give one label per value.");
        // The y axis counts upwards, so the order is turned around.
        var chart = Chart.Bar<double, string, string>(
            values.Reverse().ToArray(),
            Keys: Given(Distinct(labels).Reverse()),
            MultiText: Given(values.Reverse().Select(v => v.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture))),
            TextPosition: StyleParam.TextPosition.Auto,
            ShowLegend: false,
            MarkerColor: Color.fromHex(HouseStyle.Colours[0]),
            UseDefaults: false);
        return Finish(chart, title, valueTitle, "", StyleParam.AxisType.Linear, StyleParam.AxisType.Category, 120 + 28 * labels.Count);
    }

    /// <summary>How often values fall into each of about <paramref name="bins"/> equal intervals.</summary>
    /// <param name="values">The sample.</param>
    /// <param name="title">Stands above the plot.</param>
    /// <param name="valueTitle">What the values are, with their unit in brackets.</param>
    /// <param name="bins">At most this many intervals; their width is a round number.</param>
    public static Figure Histogram(IReadOnlyList<double> values, string title = "", string valueTitle = "value", int bins = 30) =>
        Finish(
            Chart.Histogram<double, double, string>(X: Given(values), NBinsX: bins, ShowLegend: false, MarkerColor: Color.fromHex(HouseStyle.Colours[0]), UseDefaults: false),
            title, valueTitle, "count", StyleParam.AxisType.Linear, StyleParam.AxisType.Linear);

    /// <summary>A matrix as colours, the first row on top: attention weights, for example.</summary>
    /// <param name="rows">The matrix, row by row.</param>
    /// <param name="rowLabels">One per row; labels that occur twice are numbered.</param>
    /// <param name="columnLabels">One per column.</param>
    /// <param name="title">Stands above the plot.</param>
    /// <param name="xTitle">What the columns are.</param>
    /// <param name="yTitle">What the rows are.</param>
    /// <exception cref="WorkbookException">A row has another length than there are column labels, or rows and row labels differ in number.</exception>
    public static Figure Heatmap(
        IReadOnlyList<IReadOnlyList<double>> rows, IReadOnlyList<string> rowLabels, IReadOnlyList<string> columnLabels,
        string title = "", string xTitle = "", string yTitle = "")
    {
        if (rows.Count != rowLabels.Count || rows.Any(r => r.Count != columnLabels.Count))
            throw new WorkbookException($"A heat map has {rowLabels.Count} row and {columnLabels.Count} column labels, but its matrix has another shape; give one label per row and per column.");
        var chart = Chart.Heatmap<double, string, string, string>(
            rows, X: Given(Distinct(columnLabels)), Y: Given(Distinct(rowLabels)), ReverseYAxis: true, UseDefaults: false);
        return Finish(chart, title, xTitle, yTitle, StyleParam.AxisType.Category, StyleParam.AxisType.Category, 480);
    }

    /// <summary>A confusion matrix: of the cases of each true class (row), which share was given which answer (column).</summary>
    /// <param name="cases">True class and answer of each case, as indices of <paramref name="classes"/>.</param>
    /// <param name="classes">Name of each class.</param>
    /// <param name="title">Stands above the plot.</param>
    /// <exception cref="WorkbookException">A class has no name.</exception>
    public static Figure Confusion(IReadOnlyList<(int Truth, int Answer)> cases, IReadOnlyList<string> classes, string title = "Confusion")
    {
        if (cases.Any(c => Math.Min(c.Truth, c.Answer) < 0 || Math.Max(c.Truth, c.Answer) >= classes.Count))
            throw new WorkbookException($"A case has a class that is none of the {classes.Count} named ones; give one name per class.");
        var counts = new double[classes.Count, classes.Count];
        foreach (var (truth, answer) in cases)
            counts[truth, answer]++;
        var shares = Enumerable.Range(0, classes.Count).Select(truth =>
        {
            double[] row = [.. Enumerable.Range(0, classes.Count).Select(answer => counts[truth, answer])];
            return (IReadOnlyList<double>)[.. row.Select(n => n / Math.Max(1, row.Sum()))];
        });
        return Heatmap([.. shares], classes, classes, title, "answer", "truth");
    }

    /// <summary>Lines over a shared x axis, one colour each.</summary>
    /// <param name="lines">Name, x and y of each line.</param>
    /// <param name="title">Stands above the plot.</param>
    /// <param name="xTitle">What runs along x, with its unit in brackets.</param>
    /// <param name="yTitle">What is measured, with its unit in brackets.</param>
    /// <exception cref="WorkbookException">There is no line.</exception>
    public static Figure Lines(
        IReadOnlyList<(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)> lines, string title = "", string xTitle = "", string yTitle = "")
    {
        if (lines.Count == 0)
            throw new WorkbookException("There is no line to plot; give at least one (name, x, y).");
        var charts = lines.Select((line, i) => Chart.Line<double, double, string>(
            line.X, line.Y, Name: line.Name, ShowLegend: true, LineColor: Color.fromHex(HouseStyle.Colours[i % HouseStyle.Colours.Count]), UseDefaults: false));
        return Finish(Chart.Combine(charts), title, xTitle, yTitle, StyleParam.AxisType.Linear, StyleParam.AxisType.Linear);
    }

    /// <summary>Horizontal bars in groups, the first group on top: two shares of each corpus, for example.</summary>
    /// <param name="labels">One per group.</param>
    /// <param name="series">What each bar of a group measures, and its values, one per group.</param>
    /// <param name="title">Stands above the plot.</param>
    /// <param name="valueTitle">What the bars measure, with its unit in brackets.</param>
    /// <exception cref="WorkbookException">A series has not one value per label.</exception>
    public static Figure BarGroups(
        IReadOnlyList<string> labels, IReadOnlyList<(string Name, IReadOnlyList<double> Values)> series, string title = "", string valueTitle = "")
    {
        if (series.Count == 0 || series.Any(s => s.Values.Count != labels.Count))
            throw new WorkbookException($"A bar chart with {labels.Count} labels needs as many values in each of its series; give one value per label.");
        // The y axis counts upwards, so both orders are turned around; the colours stay with their series.
        var charts = series.Select((s, i) => Chart.Bar<double, string, string>(
            s.Values.Reverse().ToArray(),
            Keys: Given(Distinct(labels).Reverse()),
            Name: s.Name,
            MultiText: Given(s.Values.Reverse().Select(v => v.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture))),
            TextPosition: StyleParam.TextPosition.Auto,
            ShowLegend: true,
            MarkerColor: Color.fromHex(HouseStyle.Colours[i % HouseStyle.Colours.Count]),
            UseDefaults: false)).Reverse();
        return Finish(Chart.Combine(charts), title, valueTitle, "", StyleParam.AxisType.Linear, StyleParam.AxisType.Category, 140 + labels.Count * 24 * series.Count);
    }

    /// <summary>Points, one colour for each set, over dashed grey lines to compare them with.</summary>
    /// <param name="points">Name, x and y of each set of points.</param>
    /// <param name="lines">Name, x and y of each line: what theory says, for example.</param>
    /// <param name="title">Stands above the plot.</param>
    /// <param name="xTitle">What runs along x, with its unit in brackets.</param>
    /// <param name="yTitle">What is measured, with its unit in brackets.</param>
    /// <exception cref="WorkbookException">There is no set of points.</exception>
    public static Figure Points(
        IReadOnlyList<(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)> points,
        IReadOnlyList<(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)> lines, string title = "", string xTitle = "", string yTitle = "")
    {
        if (points.Count == 0)
            throw new WorkbookException("There is no point to plot; give at least one set (name, x, y).");
        var charts = points.Select((set, i) => Chart.Scatter<double, double, string>(
                set.X, set.Y, StyleParam.Mode.Markers, Name: set.Name, ShowLegend: true, Opacity: 0.7,
                MarkerColor: Color.fromHex(HouseStyle.Colours[i % HouseStyle.Colours.Count]), UseDefaults: false))
            .Concat(lines.Select(line => Chart.Line<double, double, string>(
                line.X, line.Y, Name: line.Name, ShowLegend: true, LineColor: Color.fromString(HouseStyle.Ink), LineDash: StyleParam.DrawingStyle.Dash, UseDefaults: false)));
        return Finish(Chart.Combine(charts), title, xTitle, yTitle, StyleParam.AxisType.Linear, StyleParam.AxisType.Linear);
    }

    private static Figure Finish(
        GenericChart chart, string title, string xTitle, string yTitle, StyleParam.AxisType xType, StyleParam.AxisType yType, int height = 400)
    {
        var styled = chart
            .WithSize(Width: 760, Height: height)
            .WithXAxisStyle<double, double, string>(TitleText: xTitle, AxisType: xType)
            .WithYAxisStyle<double, double, string>(TitleText: yTitle, AxisType: yType);
        return new(Plotly.NET.GenericChartExtensions.WithTitle(styled, title, null));
    }

    private static Optional<IEnumerable<T>> Given<T>(IEnumerable<T> values) => new(values.ToArray(), true);

    private static IEnumerable<string> Distinct(IEnumerable<string> labels)
    {
        var seen = new HashSet<string>();
        foreach (var label in labels)
        {
            var own = label;
            for (int n = 2; !seen.Add(own); n++)
                own = $"{label} ({n})";
            yield return own;
        }
    }
}
