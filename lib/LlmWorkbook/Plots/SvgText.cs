using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LlmWorkbook.Plots;

/// <summary>Text and numbers on their way into SVG and JSON.</summary>
internal static partial class SvgText
{
    /// <summary>Escaped for XML and HTML: safe between tags and in double quotes. Control characters become blanks.</summary>
    public static string Escape(string text)
    {
        var safe = new StringBuilder(Markup(text)).Replace("\"", "&quot;");
        for (int i = 0; i < safe.Length; i++)
            if (char.IsControl(safe[i]) || safe[i] is '\uFFFE' or '\uFFFF')
                safe[i] = ' ';
        return safe.ToString();
    }

    /// <summary>Escaped for plotly.js, which reads a small HTML in text: shown as it stands.</summary>
    public static string Markup(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    /// <summary>The opposite of <see cref="Markup"/>.</summary>
    public static string Plain(string text) =>
        text.Replace("&gt;", ">").Replace("&lt;", "<").Replace("&amp;", "&");

    /// <summary>At most <paramref name="most"/> characters, the rest an ellipsis; never half of a pair.</summary>
    public static string Short(string text, int most)
    {
        if (text.Length <= most)
            return text;
        int end = most - 1;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + "…";
    }

    /// <summary>A coordinate, to a tenth of a pixel.</summary>
    public static string Px(double value) => Math.Round(value, 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>A colour from the JSON, if it looks like one.</summary>
    public static string Colour(string? colour, string otherwise) =>
        colour is null || !ColourWords().IsMatch(colour) ? otherwise : colour == HouseStyle.Ink ? "currentColor" : colour;

    /// <summary>Width of a line of text in pixels, estimated: wide scripts count double.</summary>
    public static double Width(string text, double size) => text.Sum(c => c >= 0x1100 ? 1.0 : 0.56) * size;

    [GeneratedRegex(@"^(#[0-9a-fA-F]{3,8}|[a-z]+|rgba?\([0-9., ]+\))$")]
    private static partial Regex ColourWords();
}
