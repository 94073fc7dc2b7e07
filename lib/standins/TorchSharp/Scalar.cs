using System.Numerics;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A number of any type, as an argument of an operator; made by implicit conversion.</summary>
public sealed class Scalar : IDisposable
{
    private readonly Arg arg;
    private bool disposed;

    private Scalar(ScalarType type, Arg arg) => (Type, this.arg) = (type, arg);

    public ScalarType Type { get; }

    internal Arg ToArg() => disposed ? throw new InvalidOperationException("Scalar invalid -- empty handle.") : arg;

    internal bool IsFloatingPoint => Type is not (ScalarType.Int64 or ScalarType.Bool);

    public void Dispose() => disposed = true;

    public static implicit operator Scalar(byte value) => new(ScalarType.Int64, (long)value);
    public static implicit operator Scalar(sbyte value) => new(ScalarType.Int64, (long)value);
    public static implicit operator Scalar(short value) => new(ScalarType.Int64, (long)value);
    public static implicit operator Scalar(int value) => new(ScalarType.Int64, (long)value);
    public static implicit operator Scalar(long value) => new(ScalarType.Int64, value);
    public static implicit operator Scalar(Half value) => new(ScalarType.Float64, (double)value);
    public static implicit operator Scalar(float value) => new(ScalarType.Float64, (double)value);
    public static implicit operator Scalar(double value) => new(ScalarType.Float64, value);
    public static implicit operator Scalar(bool value) => new(ScalarType.Bool, value);
    public static implicit operator Scalar((float, float) value) => new(ScalarType.ComplexFloat64, Arg.Complex(new Complex(value.Item1, value.Item2)));
    public static implicit operator Scalar(Complex value) => new(ScalarType.ComplexFloat64, Arg.Complex(value));
}
