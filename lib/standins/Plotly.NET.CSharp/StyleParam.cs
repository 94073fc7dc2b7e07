namespace Plotly.NET;

/// <summary>The words that plotly.js knows, as types.</summary>
public static partial class StyleParam
{
    public sealed class Mode : IWord
    {
        private readonly string word;

        private Mode(string word) => this.word = word;

        public static Mode None { get; } = new("none");
        public static Mode Lines { get; } = new("lines");
        public static Mode Lines_Markers { get; } = new("lines+markers");
        public static Mode Markers { get; } = new("markers");

        public override string ToString() => word;
    }

    public sealed class AxisType : IWord
    {
        private readonly string word;

        private AxisType(string word) => this.word = word;

        public static AxisType Auto { get; } = new("-");
        public static AxisType Linear { get; } = new("linear");
        public static AxisType Log { get; } = new("log");
        public static AxisType Category { get; } = new("category");

        public override string ToString() => word;
    }

    public class DrawingStyle : IWord
    {
        private readonly string word;

        private DrawingStyle(string word) => this.word = word;

        public static DrawingStyle Solid { get; } = new("solid");
        public static DrawingStyle Dash { get; } = new("dash");
        public static DrawingStyle Dot { get; } = new("dot");
        public static DrawingStyle DashDot { get; } = new("dashdot");

        public override string ToString() => word;
    }

    public class Colorscale : IWord
    {
        private readonly string word;

        private Colorscale(string word) => this.word = word;

        public static Colorscale Viridis { get; } = new("Viridis");
        public static Colorscale Cividis { get; } = new("Cividis");
        public static Colorscale Greys { get; } = new("Greys");

        public override string ToString() => word;
    }

    public sealed class Fill : IWord
    {
        private readonly string word;

        private Fill(string word) => this.word = word;

        public static Fill None { get; } = new("none");
        public static Fill ToZero_y { get; } = new("tozeroy");
        public static Fill ToNext_y { get; } = new("tonexty");

        public override string ToString() => word;
    }

    public sealed class HistNorm : IWord
    {
        private readonly string word;

        private HistNorm(string word) => this.word = word;

        public static HistNorm None { get; } = new("");
        public static HistNorm Percent { get; } = new("percent");
        public static HistNorm Probability { get; } = new("probability");
        public static HistNorm Density { get; } = new("density");
        public static HistNorm ProbabilityDensity { get; } = new("probability density");

        public override string ToString() => word;
    }

    public sealed class Orientation : IWord
    {
        private readonly string word;

        private Orientation(string word) => this.word = word;

        public static Orientation Horizontal { get; } = new("h");
        public static Orientation Vertical { get; } = new("v");

        public override string ToString() => word;
    }

    public sealed class TextPosition : IWord
    {
        private readonly string word;

        private TextPosition(string word) => this.word = word;

        public static TextPosition TopCenter { get; } = new("top center");
        public static TextPosition Auto { get; } = new("auto");
        public static TextPosition Inside { get; } = new("inside");
        public static TextPosition Outside { get; } = new("outside");

        public override string ToString() => word;
    }

    public class MarkerSymbol : IWord
    {
        private readonly string word;

        private MarkerSymbol(string word) => this.word = word;

        public static MarkerSymbol Circle { get; } = new("0");
        public static MarkerSymbol Square { get; } = new("1");
        public static MarkerSymbol Diamond { get; } = new("2");
        public static MarkerSymbol Cross { get; } = new("3");
        public static MarkerSymbol X { get; } = new("4");

        public override string ToString() => word;
    }

    public sealed class XAnchorPosition : IWord
    {
        private readonly string word;

        private XAnchorPosition(string word) => this.word = word;

        public static XAnchorPosition Left { get; } = new("left");
        public static XAnchorPosition Center { get; } = new("center");
        public static XAnchorPosition Right { get; } = new("right");

        public override string ToString() => word;
    }

    public sealed class YAnchorPosition : IWord
    {
        private readonly string word;

        private YAnchorPosition(string word) => this.word = word;

        public static YAnchorPosition Top { get; } = new("top");
        public static YAnchorPosition Middle { get; } = new("middle");
        public static YAnchorPosition Bottom { get; } = new("bottom");

        public override string ToString() => word;
    }

    public class LinearAxisId : IWord
    {
        private readonly string word;

        private LinearAxisId(string word) => this.word = word;

        public static LinearAxisId NewX(int item) => new(item < 2 ? "x" : $"x{item}");

        public static LinearAxisId NewY(int item) => new(item < 2 ? "y" : $"y{item}");

        public override string ToString() => word;
    }

    public class SubPlotId : IWord
    {
        private readonly string word;

        private SubPlotId(string word) => this.word = word;

        public static SubPlotId NewXAxis(int item) => new(item < 2 ? "xaxis" : $"xaxis{item}");

        public static SubPlotId NewYAxis(int item) => new(item < 2 ? "yaxis" : $"yaxis{item}");

        public override string ToString() => word;
    }
}
