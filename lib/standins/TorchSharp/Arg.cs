using System.Runtime.CompilerServices;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>One argument of an operator; built by implicit conversion, so that a call reads like PyTorch's.</summary>
internal readonly struct Arg
{
    private readonly object? reference;
    private readonly long bits;
    internal readonly Tag Tag;
    private readonly int count;

    private Arg(Tag tag, long bits = 0, object? reference = null, int count = 0) => (Tag, this.bits, this.reference, this.count) = (tag, bits, reference, count);

    internal static readonly Arg None;

    public static implicit operator Arg(Tensor t)
    {
        ArgumentNullException.ThrowIfNull(t, "tensor");
        return new(Tag.Tensor, t.Handle, t);
    }

    /// <summary>A tensor that may be absent.</summary>
    internal static Arg Maybe(Tensor? t) => t is null ? None : t;

    public static implicit operator Arg(long value) => new(Tag.Int, value);
    public static implicit operator Arg(long? value) => value is { } v ? v : None;
    public static implicit operator Arg(int value) => new(Tag.Int, value);
    public static implicit operator Arg(double value) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Arg(double? value) => value is { } v ? v : None;
    public static implicit operator Arg(bool value) => new(Tag.Bool, value ? 1 : 0);
    public static implicit operator Arg(ScalarType value) => new(Tag.Int, (long)value);
    public static implicit operator Arg(ScalarType? value) => value is { } v ? v : None;
    public static implicit operator Arg(Device? value) => value is null ? None : new(Tag.Device, (long)value.type, null, value.index);
    public static implicit operator Arg(Generator? value) => value is null ? None : new(Tag.Generator, value.Live, value);
    public static implicit operator Arg(long[]? value) => value is null ? None : new(Tag.IntList, 0, value, value.Length);
    public static implicit operator Arg(ReadOnlySpan<long> value) => value.ToArray();
    public static implicit operator Arg(double[] value) => new(Tag.DoubleList, 0, value, value.Length);

    public static implicit operator Arg(string? value)
    {
        if (value is null)
            return None;
        var utf8 = Encoding.UTF8.GetBytes(value);
        return new(Tag.String, 0, utf8, utf8.Length);
    }

    public static implicit operator Arg(Scalar value)
    {
        ArgumentNullException.ThrowIfNull(value, "scalar");
        return value.ToArg();
    }

    internal static Arg Maybe(Scalar? value) => value is null ? None : value;

    internal static Arg Complex(System.Numerics.Complex value) => new(Tag.Complex, 0, new[] { value.Real, value.Imaginary }, 2);

    /// <summary>A list of tensors; the list is read once, here.</summary>
    internal static Arg List(IEnumerable<Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var list = tensors.ToArray();
        foreach (var t in list)
            _ = (t ?? throw new ArgumentNullException(nameof(tensors), "a tensor of the list is null")).Handle;
        return new(Tag.TensorList, 0, list, list.Length);
    }

    internal static Arg List(ReadOnlySpan<Tensor> tensors) => List(tensors.ToArray().AsEnumerable());

    /// <summary>A list of tensors in which null stands for "everything along this dimension".</summary>
    internal static Arg OptionalList(Tensor?[] tensors)
    {
        foreach (var t in tensors)
            _ = t?.Handle;
        return new(Tag.OptionalTensorList, 0, tensors, tensors.Length);
    }

    internal Tensor AsTensor => (Tensor)reference!;

    /// <summary>Eight-byte words that the native value needs beside itself.</summary>
    internal int Words => Tag == Tag.String ? (count + 7) / 8 : Tag is Tag.Device ? 0 : count;

    /// <summary>Writes the native value; the tensors in it stay until <see cref="Release"/>.</summary>
    internal unsafe void Write(ref Value value, long* scratch)
    {
        value.Tag = Tag;
        value.Count = count;
        value.Bits = Tag == Tag.Tensor ? Unsafe.As<Tensor>(reference)!.Acquire() : bits;
        if (Words == 0)
            return;
        value.Bits = (long)scratch;
        switch (Tag)
        {
            case Tag.IntList:
                Unsafe.As<long[]>(reference)!.CopyTo(new Span<long>(scratch, count));
                break;
            case Tag.DoubleList or Tag.Complex:
                Unsafe.As<double[]>(reference)!.CopyTo(new Span<double>(scratch, count));
                break;
            case Tag.String:
                Unsafe.As<byte[]>(reference)!.CopyTo(new Span<byte>(scratch, count));
                break;
            default:
                var tensors = Unsafe.As<Tensor?[]>(reference)!;
                for (var i = 0; i < tensors.Length; i++)
                    try
                    {
                        scratch[i] = tensors[i]?.Acquire() ?? 0;
                    }
                    catch
                    {
                        Release(tensors.AsSpan(0, i));
                        throw;
                    }
                break;
        }
    }

    internal void Release()
    {
        if (Tag == Tag.Tensor)
            Unsafe.As<Tensor>(reference)!.Release();
        else if (Tag is Tag.TensorList or Tag.OptionalTensorList)
            Release(Unsafe.As<Tensor?[]>(reference)!);
    }

    private static void Release(ReadOnlySpan<Tensor?> tensors)
    {
        foreach (var t in tensors)
            t?.Release();
    }
}
