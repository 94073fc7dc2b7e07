using System.Numerics;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Element types; the numbers are PyTorch's.</summary>
    public enum ScalarType : sbyte
    {
        Byte = 0, Int8 = 1, Int16 = 2, Int32 = 3, Int64 = 4, Float16 = 5, Float32 = 6, Float64 = 7,
        ComplexFloat32 = 9, ComplexFloat64 = 10, Bool = 11, QInt8 = 12, QUInt8 = 13, QInt32 = 14, BFloat16 = 15,
    }

    public static ScalarType @bool = ScalarType.Bool;
    public static ScalarType uint8 = ScalarType.Byte;
    public static ScalarType int8 = ScalarType.Int8;
    public static ScalarType int16 = ScalarType.Int16;
    public static ScalarType int32 = ScalarType.Int32;
    public static ScalarType @int = ScalarType.Int32;
    public static ScalarType int64 = ScalarType.Int64;
    public static ScalarType @long = ScalarType.Int64;
    public static ScalarType bfloat16 = ScalarType.BFloat16;
    public static ScalarType float16 = ScalarType.Float16;
    public static ScalarType half = ScalarType.Float16;
    public static ScalarType float32 = ScalarType.Float32;
    public static ScalarType @float = ScalarType.Float32;
    public static ScalarType float64 = ScalarType.Float64;
    public static ScalarType @double = ScalarType.Float64;

    public static bool is_integral(ScalarType type) => type is ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32 or ScalarType.Int64 or ScalarType.Bool;

    public static bool is_floating_point(ScalarType type) => type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;

    public static bool is_complex(ScalarType type) => type is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64;

    internal static int SizeOf(ScalarType type) => type switch
    {
        ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool or ScalarType.QInt8 or ScalarType.QUInt8 => 1,
        ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
        ScalarType.Int32 or ScalarType.Float32 or ScalarType.QInt32 => 4,
        ScalarType.Int64 or ScalarType.Float64 or ScalarType.ComplexFloat32 => 8,
        ScalarType.ComplexFloat64 => 16,
        _ => throw new ArgumentException($"unknown element type {(int)type}"),
    };

    /// <summary>The .NET type of an element type, null where there is none.</summary>
    internal static Type? DotnetType(ScalarType type) => type switch
    {
        ScalarType.Byte => typeof(byte),
        ScalarType.Int8 => typeof(sbyte),
        ScalarType.Int16 => typeof(short),
        ScalarType.Int32 => typeof(int),
        ScalarType.Int64 => typeof(long),
        ScalarType.Bool => typeof(bool),
        ScalarType.Float16 => typeof(Half),
        ScalarType.Float32 => typeof(float),
        ScalarType.Float64 => typeof(double),
        ScalarType.ComplexFloat32 => typeof((float, float)),
        ScalarType.ComplexFloat64 => typeof(Complex),
        _ => null,
    };

    internal static ScalarType ToScalarType(Type type) =>
        Enum.GetValues<ScalarType>().Cast<ScalarType?>().FirstOrDefault(t => DotnetType(t!.Value) == type)
        ?? throw new NotSupportedException($"there are no tensors of {type.Name}");

    /// <summary>Limits of a floating-point type.</summary>
    public struct FInfo
    {
        public int bits;
        public double eps;
        public double max;
        public double min;
        public double tiny;
    }

    public static FInfo finfo() => finfo(get_default_dtype());

    public static FInfo finfo(ScalarType dtype) => dtype switch
    {
        ScalarType.Float16 => new() { bits = 16, eps = 0.000976562, max = 65504, min = -65504, tiny = 6.10352e-05 },
        ScalarType.BFloat16 => new() { bits = 16, eps = 0.0078125, max = 3.38953e+38, min = -3.38953e+38, tiny = 1.17549435e-38 },
        ScalarType.Float32 or ScalarType.ComplexFloat32 => new() { bits = 32, eps = 1.1920929e-07, max = float.MaxValue, min = float.MinValue, tiny = 1.17549435e-38 },
        ScalarType.Float64 or ScalarType.ComplexFloat64 => new() { bits = 64, eps = 2.2204460492503131e-16, max = double.MaxValue, min = double.MinValue, tiny = 2.2250738585072014e-308 },
        _ => throw new ArgumentException("'dtype' must be floating point or complex"),
    };
}

/// <summary>Questions about element types.</summary>
internal static class ScalarTypes
{
    internal static bool IsFloatingPoint(this torch.ScalarType type) => torch.is_floating_point(type);
    internal static bool IsComplex(this torch.ScalarType type) => torch.is_complex(type);
}
