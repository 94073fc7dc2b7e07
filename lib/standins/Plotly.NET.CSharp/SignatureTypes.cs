// Types that stand in signatures only: no code of the workbook makes one, so none can be made here, and
// the parameters that take them can only be left out.

namespace Plotly.NET
{
    public class Line
    {
        private Line() { }
    }

    public class Font
    {
        private Font() { }
    }

    public class Title
    {
        private Title() { }
    }

    public class ColorBar
    {
        private ColorBar() { }
    }

    public class DisplayOptions
    {
        private DisplayOptions() { }
    }

    public static partial class StyleParam
    {
        public sealed class CategoryOrder
        {
            private CategoryOrder() { }
        }

        public sealed class EntryWidthMode
        {
            private EntryWidthMode() { }
        }

        public sealed class GroupNorm
        {
            private GroupNorm() { }
        }

        public sealed class HistFunc
        {
            private HistFunc() { }
        }

        public sealed class LayoutGridPattern
        {
            private LayoutGridPattern() { }
        }

        public sealed class LayoutGridRowOrder
        {
            private LayoutGridRowOrder() { }
        }

        public sealed class LayoutGridXSide
        {
            private LayoutGridXSide() { }
        }

        public sealed class LayoutGridYSide
        {
            private LayoutGridYSide() { }
        }

        public sealed class Mirror
        {
            private Mirror() { }
        }

        public sealed class PatternShape
        {
            private PatternShape() { }
        }

        public sealed class Side
        {
            private Side() { }
        }

        public sealed class SmoothAlg
        {
            private SmoothAlg() { }
        }

        public sealed class TraceGroupClickOptions
        {
            private TraceGroupClickOptions() { }
        }

        public sealed class TraceItemClickOptions
        {
            private TraceItemClickOptions() { }
        }

        public sealed class TraceItemSizing
        {
            private TraceItemSizing() { }
        }

        public sealed class TraceOrder
        {
            private TraceOrder() { }
        }

        public sealed class VerticalAlign
        {
            private VerticalAlign() { }
        }

        public sealed class Visible
        {
            private Visible() { }
        }
    }
}

namespace Plotly.NET.LayoutObjects
{
    public class Domain
    {
        private Domain() { }
    }

    public class Hoverlabel
    {
        private Hoverlabel() { }
    }

    public class RangeSelector
    {
        private RangeSelector() { }
    }

    public class RangeSlider
    {
        private RangeSlider() { }
    }
}

namespace Plotly.NET.TraceObjects
{
    public class Bins
    {
        private Bins() { }
    }

    public class Cumulative
    {
        private Cumulative() { }
    }

    public class Error
    {
        private Error() { }
    }

    public class Marker
    {
        private Marker() { }
    }

    public class Pattern
    {
        private Pattern() { }
    }
}
