using System.Globalization;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Writes the elements of a CPU tensor in one of three styles; long rows and columns are shortened.</summary>
internal sealed class TensorWriter(string format, int width, int maxRows, int maxColumns, CultureInfo culture, string newLine)
{
    private static Tensor[] Rows(Tensor t, long from, long to) => Enumerable.Range((int)from, (int)Math.Max(0, to - from)).Select(i => t[i]).ToArray();

    private string[] Cells(Tensor t, long from, long to)
    {
        using var scope = NewDisposeScope();
        return Array.ConvertAll(Rows(t, from, to), Cell);
    }

    private string Cell(Tensor t)
    {
        var type = t.dtype;
        if (is_complex(type))
        {
            using var parts = Aten.One("view_as_real", t);
            var numbers = Cells(parts, 0, 2);
            var (hasReal, hasImaginary) = (numbers[0] != "0", numbers[1] != "0");
            return (hasReal || !hasImaginary ? numbers[0] + (hasImaginary ? "+" : "") : "") + (hasImaginary ? numbers[1] + "i" : "");
        }
        if (type == ScalarType.Bool)
            return t.ToBoolean().ToString(culture);
        if (!is_floating_point(type))
            return t.ToInt64().ToString(culture);
        var value = t.ToDouble();
        return type == ScalarType.Float64 ? value.ToString(format, culture) : ((float)value).ToString(format, culture);
    }

    // ---- brackets around every dimension: NumPy's and C#'s --------------------------------------------------------

    public string Numpy(Tensor t) => t.ndim == 0 ? Cell(t) : Nested(t, t.ndim, '[', ']', "", rowEnd: "", blankLines: true);

    public string CSharp(Tensor t)
    {
        var head = $"{t}, value = ";
        if (t.ndim == 0)
            return head + Cell(t);
        var (name, suffix) = t.dtype switch
        {
            ScalarType.Bool => ("bool", ""),
            ScalarType.Byte => ("byte", ""),
            ScalarType.Int8 => ("sbyte", ""),
            ScalarType.Int16 => ("short", ""),
            ScalarType.Int32 => ("int", ""),
            ScalarType.Int64 => ("long", "L"),
            ScalarType.Float32 => ("float", "f"),
            ScalarType.Float64 => ("double", ""),
            ScalarType.BFloat16 => ("bfloat16", "f"),
            ScalarType.Float16 => ("float16", "f"),
            ScalarType.ComplexFloat32 => ("complex32", ""),
            _ => ("complex64", ""),
        };
        var body = Nested(t, t.ndim, '{', '}', suffix, rowEnd: ",", blankLines: false);
        var many = t.ndim > 1;
        if (many)
            body = $"{{{newLine} {body[1..^1]}{newLine}}}";
        return $"{head}{(many ? newLine : "")}{name} [{new string(',', (int)t.ndim - 1)}] {body}";
    }

    private string Nested(Tensor t, long dimensions, char open, char close, string suffix, string rowEnd, bool blankLines)
    {
        using var scope = NewDisposeScope();
        var dim = t.ndim;
        var n = t.shape[0];
        var text = new StringBuilder().Append(open);
        if (dim == 1)
        {
            var (leading, trailing) = n <= maxColumns ? (n, n) : (maxColumns - maxColumns / 2, n - maxColumns / 2);
            text.AppendJoin(", ", Cells(t, 0, leading).Select(c => c + suffix));
            if (leading < n)
                text.Append(", ... ").AppendJoin(", ", Cells(t, trailing, n).Select(c => c + suffix));
        }
        else if (n > 0)
        {
            var indent = new string(' ', (int)(dimensions - dim + 1));
            var line = blankLines ? string.Concat(Enumerable.Repeat(newLine, (int)dim - 1)) : newLine;
            var (leading, trailing) = n <= maxRows ? (n, n) : (maxRows - maxRows / 2, n - maxRows / 2);
            string[] Rest(long from, long to) => Array.ConvertAll(Rows(t, from, to), r => Nested(r, dimensions, open, close, suffix, rowEnd, blankLines));
            var separator = rowEnd + line + indent;
            text.AppendJoin(separator, Rest(0, leading));
            if (leading < n)
                text.Append(rowEnd).Append(line).Append(indent[1..]).Append(" ...").Append(line).Append(indent).AppendJoin(separator, Rest(trailing, n));
        }
        return text.Append(close).ToString();
    }

    // ---- a line about the tensor, then aligned rows: Julia's --------------------------------------------------------

    public string Julia(Tensor t)
    {
        var text = new StringBuilder(t.ToString());
        if (t.ndim == 0)
            return text.Append(", value = ").Append(Cell(t)).ToString();
        using var scope = NewDisposeScope();
        if (t.ndim == 1)
            Table(text.Append(newLine), t.unsqueeze(0));
        else
            Planes(text, t, []);
        return text.ToString();
    }

    private void Planes(StringBuilder text, Tensor t, long[] path)
    {
        if (t.ndim == 2)
        {
            text.Append(newLine);
            if (path.Length > 0)
                text.Append($"[{string.Join(',', path)},..,..] =").Append(newLine);
            Table(text, t);
        }
        else
            for (long i = 0; i < t.shape[0]; i++)
                using (var part = t[i])
                    Planes(text, part, [.. path, i]);
    }

    private void Table(StringBuilder text, Tensor t)
    {
        using var scope = NewDisposeScope();
        var (rows, columns) = (t.shape[0], t.shape[1]);
        var cells = Array.ConvertAll(Rows(t, 0, rows), r => Fitting(r, columns));
        var shown = cells.Length == 0 ? 0 : cells.Min(r => r.Count);
        var widths = Enumerable.Range(0, shown).Select(j => cells.Max(r => r[j].Length)).ToArray();
        foreach (var row in cells)
        {
            for (var j = 0; j < shown; j++)
                text.Append(' ').Append(row[j].PadLeft(widths[j]));
            text.Append(shown < columns ? " ..." : "").Append(newLine);
        }
    }

    private List<string> Fitting(Tensor row, long columns)
    {
        var cells = new List<string>();
        var left = width;
        for (long j = 0; j < columns; j++)
        {
            using var element = row[j];
            var cell = Cell(element);
            if (left - cell.Length - 4 < 0)
                break;
            cells.Add(cell);
            left -= cell.Length + 1;
        }
        return cells;
    }
}
