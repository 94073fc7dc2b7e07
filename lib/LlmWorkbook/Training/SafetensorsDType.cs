using static TorchSharp.torch;

namespace LlmWorkbook.Training;

/// <summary>The element types that safetensors and libtorch share.</summary>
internal static class SafetensorsDType
{
    private static readonly (string Code, ScalarType DType, int Size)[] all =
    [
        ("F32", ScalarType.Float32, 4),
        ("F64", ScalarType.Float64, 8),
        ("F16", ScalarType.Float16, 2),
        ("BF16", ScalarType.BFloat16, 2),
        ("I64", ScalarType.Int64, 8),
        ("I32", ScalarType.Int32, 4),
        ("I16", ScalarType.Int16, 2),
        ("I8", ScalarType.Int8, 1),
        ("U8", ScalarType.Byte, 1),
        ("BOOL", ScalarType.Bool, 1),
    ];

    /// <summary>All codes, for a sentence.</summary>
    public static string Codes { get; } = string.Join(", ", all.Select(t => t.Code));

    /// <summary>The type written as <paramref name="code"/>, or null for an unknown code.</summary>
    public static ScalarType? FromCode(string? code) => all.Where(t => t.Code == code).Select(t => (ScalarType?)t.DType).FirstOrDefault();

    /// <summary>The code of <paramref name="dtype"/>, or null where the format has none.</summary>
    public static string? Code(ScalarType dtype) => all.FirstOrDefault(t => t.DType == dtype).Code;

    /// <summary>Bytes per element.</summary>
    public static int Size(ScalarType dtype) => all.First(t => t.DType == dtype).Size;
}
