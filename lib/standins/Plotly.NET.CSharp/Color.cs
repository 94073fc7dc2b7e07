using System.Globalization;

namespace Plotly.NET;

/// <summary>A colour, written as plotly.js takes it.</summary>
public class Color : IWord
{
    private readonly string text;

    private Color(string text) => this.text = text;

    /// <summary>A colour from opacity, red, green and blue, each 0 to 255. One decimal of opacity survives.</summary>
    public static Color fromARGB(int a, int r, int g, int b) =>
        new(string.Create(CultureInfo.InvariantCulture, $"rgba({Byte(r)}, {Byte(g)}, {Byte(b)}, {Byte(a) / 255.0:0.0})"));

    public static Color fromRGB(int r, int g, int b) => fromARGB(255, r, g, b);

    /// <summary>A colour from six hexadecimal digits, with or without # or 0x before them.</summary>
    public static Color fromHex(string s)
    {
        var digits = s.TrimStart('#');
        digits = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? digits[2..] : digits;
        if (digits.Length != 6 || !int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int rgb))
            throw new ArgumentException($"'{s}' is not a colour of six hexadecimal digits.", nameof(s));
        return fromRGB(rgb >> 16, (rgb >> 8) & 255, rgb & 255);
    }

    /// <summary>A colour in words that plotly.js understands, unchecked.</summary>
    public static Color fromString(string c) => new(c);

    public override bool Equals(object? other) => other is Color color && color.text == text;

    public override int GetHashCode() => text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => text;

    private static int Byte(int value) =>
        value is >= 0 and <= 255 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "a colour's components lie between 0 and 255");
}
