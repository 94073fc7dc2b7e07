using System.Text;

namespace LlmWorkbook.Kernel.Site;

/// <summary>
/// The TeX of lessons as MathML, which browsers draw themselves: fractions, scripts, sums with limits, roots, accents, Greek, aligned lines.
/// A formula with anything else in it is shown as its source.
/// </summary>
internal sealed class MathMarkup
{
    private const string FunctionSpace = "<mspace width=\"0.17em\"></mspace>";

    private readonly string _tex;
    private readonly bool _display;
    private int _at;

    private MathMarkup(string tex, bool display) => (_tex, _display) = (tex, display);

    /// <summary>The formula as an element, its source kept in <c>alttext</c>.</summary>
    /// <param name="tex">The formula without its dollar signs.</param>
    /// <param name="display">Whether it stands on a line of its own.</param>
    public static string ToHtml(string tex, bool display)
    {
        try
        {
            var parser = new MathMarkup(tex, display);
            var row = parser.Row();
            if (parser._at < tex.Length)
                throw new FormatException($"unexpected {tex[parser._at..]}");
            return $"<math{(display ? " display=\"block\"" : "")} alttext=\"{Html.Text(tex)}\">{row}</math>";
        }
        catch (FormatException)
        {
            return $"<code class=\"math\">{Html.Text(tex)}</code>";
        }
    }

    /// <summary>Everything up to a closing brace, <c>&amp;</c>, <c>\\</c>, <c>\right</c>, <c>\end</c> or the end.</summary>
    private string Row()
    {
        var row = new StringBuilder("<mrow>");
        while (Skip() && _tex[_at] is not ('}' or '&') && !Sees("\\\\") && !Sees("\\right") && !Sees("\\end"))
            row.Append(Scripted());
        return row.Append("</mrow>").ToString();
    }

    private string Scripted()
    {
        var (markup, limits, after) = Atom();
        string? below = null, above = null;
        while (Skip() && _tex[_at] is '_' or '^' or '\'')
        {
            var mark = _tex[_at++];
            if (mark == '_')
                below = Argument();
            else
                above += mark == '\'' ? "<mo>′</mo>" : Argument();
        }
        var (sub, sup, both) = limits && _display ? ("munder", "mover", "munderover") : ("msub", "msup", "msubsup");
        var scripted = (below, above) switch
        {
            (null, null) => markup,
            (_, null) => $"<{sub}>{markup}{below}</{sub}>",
            (null, _) => $"<{sup}>{markup}<mrow>{above}</mrow></{sup}>",
            _ => $"<{both}>{markup}{below}<mrow>{above}</mrow></{both}>",
        };
        return scripted + after;
    }

    /// <summary>One symbol, group or command.</summary>
    private Piece Atom()
    {
        if (!Skip())
            throw new FormatException("something is missing at the end");
        var c = _tex[_at++];
        if (c == '\\')
            return Command();
        if (c == '{')
        {
            var group = Row();
            Expect('}');
            return new Piece(group);
        }
        if (char.IsAsciiDigit(c))
        {
            var start = _at - 1;
            while (_at < _tex.Length && (char.IsAsciiDigit(_tex[_at]) || (_tex[_at] == '.' && _at + 1 < _tex.Length && char.IsAsciiDigit(_tex[_at + 1]))))
                _at++;
            return new Piece($"<mn>{_tex[start.._at]}</mn>");
        }
        if (char.IsLetter(c))
            return new Piece($"<mi>{c}</mi>");
        return c is '^' or '_' or '}' or '#' or '$' ? throw new FormatException($"unexpected {c}") : new Piece(Operator(c == '-' ? "−" : c.ToString()));
    }

    private Piece Command()
    {
        var start = _at;
        while (_at < _tex.Length && char.IsAsciiLetter(_tex[_at]))
            _at++;
        if (_at == start)
            _at = Math.Min(_at + 1, _tex.Length);
        var name = _tex[start.._at];
        if (MathSymbols.Identifiers.TryGetValue(name, out var letter))
            return new Piece($"<mi>{letter}</mi>");
        if (MathSymbols.Operators.TryGetValue(name, out var symbol))
            return new Piece(Operator(symbol));
        if (MathSymbols.Large.TryGetValue(name, out var large))
            return new Piece($"<mo>{large}</mo>", Limits: true);
        if (MathSymbols.Functions.Contains(name))
            return new Piece($"<mi>{name}</mi>", Limits: name is "max" or "min" or "lim", After: FunctionSpace);
        if (MathSymbols.Spaces.TryGetValue(name, out var width))
            return new Piece($"<mspace width=\"{width}em\"></mspace>");
        if (MathSymbols.Accents.TryGetValue(name, out var accent))
            return new Piece($"<mover accent=\"true\">{Argument()}<mo>{accent}</mo></mover>");
        return name switch
        {
            "frac" => new Piece($"<mfrac>{Argument()}{Argument()}</mfrac>"),
            "sqrt" => new Piece($"<msqrt>{Argument()}</msqrt>"),
            "text" or "mathrm" => new Piece($"<mtext>{Html.Text(Braced())}</mtext>"),
            "operatorname" => new Piece($"<mi>{Html.Text(Braced())}</mi>", After: FunctionSpace),
            "mathbb" => new Piece($"<mi>{string.Concat(Braced().Select(MathSymbols.DoubleStruck))}</mi>"),
            "mathcal" => new Piece($"<mi>{string.Concat(Braced().Select(MathSymbols.Script))}</mi>"),
            "mathbf" or "boldsymbol" => new Piece($"<mstyle style=\"font-weight:bold\">{Argument()}</mstyle>"),
            "left" => new Piece(Fenced()),
            "begin" => new Piece(Table(Braced())),
            _ => throw new FormatException($"\\{name} is not known"),
        };
    }

    private string Fenced()
    {
        var open = Delimiter();
        var inside = Row();
        if (!Sees("\\right"))
            throw new FormatException("\\left without \\right");
        _at += "\\right".Length;
        return $"<mrow>{open}{inside}{Delimiter()}</mrow>";
    }

    private string Delimiter()
    {
        if (!Skip())
            throw new FormatException("a bracket is missing");
        var c = _tex[_at++];
        if (c == '\\')
            c = _tex[_at] is '{' or '}' ? _tex[_at++] : _tex[_at] == '|' && _at++ > 0 ? '‖' : throw new FormatException("unknown bracket");
        return c == '.' ? "" : $"<mo>{Html.Text(c.ToString())}</mo>";
    }

    private string Table(string environment)
    {
        if (environment is not ("aligned" or "cases" or "matrix" or "pmatrix" or "bmatrix"))
            throw new FormatException($"{environment} is not known");
        var table = new StringBuilder("<mtable><mtr><mtd>");
        while (true)
        {
            table.Append(Row());
            if (Sees("\\end"))
                break;
            if (Sees("\\\\"))
            {
                _at += 2;
                table.Append("</mtd></mtr><mtr><mtd>");
            }
            else
            {
                Expect('&');
                table.Append("</mtd><mtd>");
            }
        }
        _at += "\\end".Length;
        Braced();
        var (open, close) = environment switch { "cases" => ("{", ""), "pmatrix" => ("(", ")"), "bmatrix" => ("[", "]"), _ => ("", "") };
        return $"<mrow><mo>{open}</mo>{table.Append("</mtd></mtr></mtable>")}<mo>{close}</mo></mrow>";
    }

    /// <summary>A command's or script's operand: a group, or the next symbol alone.</summary>
    private string Argument() => Atom().Markup;

    private string Braced()
    {
        Skip();
        Expect('{');
        var end = _tex.IndexOf('}', _at);
        if (end < 0)
            throw new FormatException("} is missing");
        var text = _tex[_at..end];
        _at = end + 1;
        return text;
    }

    private static string Operator(string symbol) => $"<mo stretchy=\"false\">{Html.Text(symbol)}</mo>";

    private bool Sees(string text) => string.CompareOrdinal(_tex, _at, text, 0, text.Length) == 0;

    private void Expect(char c)
    {
        if (_at >= _tex.Length || _tex[_at++] != c)
            throw new FormatException($"{c} is missing");
    }

    private bool Skip()
    {
        while (_at < _tex.Length && char.IsWhiteSpace(_tex[_at]))
            _at++;
        return _at < _tex.Length;
    }

    /// <param name="Markup">One element.</param>
    /// <param name="Limits">Whether scripts go below and above it.</param>
    /// <param name="After">What follows once its scripts are on.</param>
    private readonly record struct Piece(string Markup, bool Limits = false, string After = "");
}
