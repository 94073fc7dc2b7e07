using System.Globalization;

namespace TorchSharp;

/// <summary>Ways of writing a tensor.</summary>
public enum TensorStringStyle
{
    Metadata,
    Julia,
    Numpy,
    CSharp,
    Default,
}

public static partial class torch
{
    private static TensorStringStyle style = TensorStringStyle.Julia;
    private static string floatFormat = "g5";
    private static string newLine = Environment.NewLine;
    private static int lineWidth = 100;
    private static int maxRows = 6;
    private static int maxColumns = 6;

    public const TensorStringStyle julia = TensorStringStyle.Julia;
    public const TensorStringStyle numpy = TensorStringStyle.Numpy;
    public const TensorStringStyle csharp = TensorStringStyle.CSharp;

    public static TensorStringStyle TensorStringStyle
    {
        get => style;
        set => style = value != TensorStringStyle.Default ? value : throw new ArgumentException("The style cannot be set to 'Default'");
    }

    public static void set_printoptions(int precision, int? linewidth = null, string? newLine = null, bool sci_mode = false, int? maxRows = null, int? maxColumns = null) =>
        set_printoptions(null, $"{(sci_mode ? 'E' : 'F')}{precision}", linewidth, newLine, maxRows, maxColumns);

    public static void set_printoptions(TensorStringStyle? style = null, string? floatFormat = null, int? linewidth = null, string? newLine = null, int? maxRows = null, int? maxColumns = null)
    {
        torch.style = style ?? torch.style;
        torch.floatFormat = floatFormat ?? torch.floatFormat;
        lineWidth = linewidth ?? lineWidth;
        torch.newLine = newLine ?? torch.newLine;
        torch.maxRows = maxRows ?? torch.maxRows;
        torch.maxColumns = maxColumns ?? torch.maxColumns;
    }

    public partial class Tensor
    {
        public override string ToString() => $"[{string.Join('x', shape)}], type = {dtype}, device = {device}";

        public string ToString(bool disamb, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null) =>
            disamb ? ToString(torch.TensorStringStyle, fltFormat, width, cultureInfo, newLine) : ToString();

        public string ToString(TensorStringStyle style, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null)
        {
            if (style == TensorStringStyle.Default)
                style = torch.TensorStringStyle;
            if (style == TensorStringStyle.Metadata || is_meta)
                return ToString();
            using var local = cpu();
            var writer = new TensorWriter(fltFormat ?? floatFormat, width ?? lineWidth, maxRows, maxColumns, cultureInfo ?? CultureInfo.CurrentCulture, newLine ?? torch.newLine);
            return style switch
            {
                TensorStringStyle.Julia => writer.Julia(local),
                TensorStringStyle.Numpy => writer.Numpy(local),
                TensorStringStyle.CSharp => writer.CSharp(local),
                _ => throw new System.ComponentModel.InvalidEnumArgumentException($"Unsupported tensor string style: {style}"),
            };
        }
    }
}
