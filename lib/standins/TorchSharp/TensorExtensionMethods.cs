using System.Globalization;
using System.Numerics;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Conversions, text and files of tensors.</summary>
public static class TensorExtensionMethods
{
    public static Modules.Parameter AsParameter(this Tensor tensor) => new(tensor);

    public static int ElementSize(this ScalarType type) => SizeOf(type);

    public static ReadOnlySpan<int> IntShape(this Tensor tensor) => Array.ConvertAll(tensor.shape, s => (int)s);

    public static long TotalSize(this IEnumerable<long> shape) => shape.Aggregate(1L, (a, b) => a * b);

    public static Tensor ToTensor<T>(this T[] rawArray, long[] dimensions, bool doCopy = false, bool requires_grad = false)
    {
        using var flat = from_array(rawArray);
        return flat.reshape(dimensions).requires_grad_(requires_grad);
    }

    public static Tensor ToTensor<T>(this T scalar, Device? device = null, bool requires_grad = false) where T : struct
    {
        if (requires_grad && typeof(T) != typeof(float) && typeof(T) != typeof(double))
            throw new ArgumentException("Only floating point types support gradients.", nameof(requires_grad));
        using var one = from_array(new[] { scalar }, device);
        return one.squeeze().requires_grad_(requires_grad);
    }

    // ---- one element as a number, converted where needed ------------------------------------------------------------

    private static TNumber To<TNumber>(Tensor value) where TNumber : INumberBase<TNumber>
    {
        var v = value.Number;
        return v.Tag == Tag.Double ? TNumber.CreateTruncating(BitConverter.Int64BitsToDouble(v.Bits)) : TNumber.CreateTruncating(v.Bits);
    }

    public static float ToSingle(this Tensor value) => To<float>(value);
    public static double ToDouble(this Tensor value) => To<double>(value);
    public static Half ToHalf(this Tensor value) => To<Half>(value);
    public static sbyte ToSByte(this Tensor value) => To<sbyte>(value);
    public static byte ToByte(this Tensor value) => To<byte>(value);
    public static short ToInt16(this Tensor value) => To<short>(value);
    public static int ToInt32(this Tensor value) => To<int>(value);
    public static long ToInt64(this Tensor value) => To<long>(value);
    public static bool ToBoolean(this Tensor value) => To<double>(value) != 0;

    public static Complex ToComplexFloat64(this Tensor value)
    {
        using var wide = value.to(ScalarType.ComplexFloat64);
        return wide.item<Complex>();
    }

    public static Complex ToComplex64(this Tensor value) => value.ToComplexFloat64();

    public static (float Real, float Imaginary) ToComplexFloat32(this Tensor value)
    {
        var c = value.ToComplexFloat64();
        return ((float)c.Real, (float)c.Imaginary);
    }

    public static (float Real, float Imaginary) ToComplex32(this Tensor value) => value.ToComplexFloat32();

    // ---- text -------------------------------------------------------------------------------------------------------

    public static string str(this Tensor tensor, string? fltFormat = null, int? width = null, string? newLine = null, CultureInfo? cultureInfo = null, TensorStringStyle style = TensorStringStyle.Default) =>
        tensor.ToString(style, fltFormat, width, cultureInfo, newLine);

    public static string jlstr(this Tensor tensor, string? fltFormat = null, int? width = null, string? newLine = null, CultureInfo? cultureInfo = null) =>
        tensor.ToString(TensorStringStyle.Julia, fltFormat, width, cultureInfo, newLine);

    public static string npstr(this Tensor tensor, string? fltFormat = "g5", int? width = 100, string? newLine = null, CultureInfo? cultureInfo = null) =>
        tensor.ToString(TensorStringStyle.Numpy, fltFormat, width, cultureInfo, newLine);

    public static string cstr(this Tensor tensor, string? fltFormat = "g5", int? width = 100, string? newLine = null, CultureInfo? cultureInfo = null) =>
        tensor.ToString(TensorStringStyle.CSharp, fltFormat, width, cultureInfo, newLine);

    public static string metastr(this Tensor tensor) => tensor.ToString();

    public static Tensor print(this Tensor t, string? fltFormat = "g5", int? width = 100, string? newLine = null, CultureInfo? cultureInfo = null, TensorStringStyle style = TensorStringStyle.Default)
    {
        Console.WriteLine(t.ToString(style, fltFormat, width, cultureInfo, newLine));
        return t;
    }

    // ---- files: type, number of dimensions and sizes as LEB128, then the elements -----------------------------------

    public static void Save(this Tensor tensor, BinaryWriter writer)
    {
        using var local = tensor.to(CPU);
        writer.Encode((int)local.dtype);
        writer.Encode(local.ndim);
        foreach (var size in local.shape)
            writer.Encode(size);
        writer.Flush();
        local.WriteBytesToStream(writer.BaseStream);
    }

    public static void Save(this Tensor tensor, Stream stream)
    {
        using var writer = new BinaryWriter(stream);
        tensor.Save(writer);
    }

    public static void Save(this Tensor tensor, string location) => tensor.Save(File.Create(location));

    private static (ScalarType type, long[] shape) LoadHeader(BinaryReader reader)
    {
        var type = (ScalarType)reader.Decode();
        var dimensions = reader.Decode();
        if (!Enum.IsDefined(type) || dimensions > 64)
            throw new InvalidDataException($"this is no saved tensor: type {(int)type}, {dimensions} dimensions");
        var shape = new long[dimensions];
        for (var i = 0; i < shape.Length; i++)
            shape[i] = reader.Decode();
        return (type, shape);
    }

    public static void Load(this Tensor tensor, BinaryReader reader, bool skip = false)
    {
        var (type, shape) = LoadHeader(reader);
        if (type != tensor.dtype)
            throw new ArgumentException("Mismatched tensor data types while loading. Make sure that the model you are loading into is exactly the same as the origin.");
        LoadElements(tensor, type, shape, reader, skip);
    }

    public static Tensor Load(BinaryReader reader, bool skip = false)
    {
        Tensor? tensor = null;
        Load(ref tensor, reader, skip);
        return tensor!;
    }

    public static void Load(ref Tensor? tensor, BinaryReader reader, bool skip = false)
    {
        var (type, shape) = LoadHeader(reader);
        if (skip)
        {
            reader.BaseStream.Seek(shape.TotalSize() * SizeOf(type), SeekOrigin.Current);
            tensor ??= zeros(0, dtype: type);
            return;
        }
        tensor ??= empty(shape, dtype: type);
        LoadElements(tensor, type, shape, reader, skip);
    }

    private static void LoadElements(Tensor tensor, ScalarType type, long[] shape, BinaryReader reader, bool skip)
    {
        if (skip)
        {
            reader.BaseStream.Seek(shape.TotalSize() * SizeOf(type), SeekOrigin.Current);
            return;
        }
        if (!shape.AsSpan().SequenceEqual(tensor.shape))
            throw new ArgumentException("Mismatched tensor shape while loading. Make sure that the model you are loading into is exactly the same as the origin.");
        using var recordingOff = no_grad();
        using var local = empty(shape, dtype: type, device: CPU);
        local.ReadBytesFromStream(reader.BaseStream);
        tensor.copy_(local);
    }
}
