using System.Collections;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    private static Tensor Scalar<T>(T value, ScalarType? dtype, Device? device, bool requires_grad) where T : unmanaged =>
        Copied(new[] { value }, [], dtype, device, requires_grad, null);

    private static Tensor Copied<T>(T[] values, ReadOnlySpan<long> dimensions, ScalarType? dtype, Device? device, bool requires_grad, string[]? names) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values, "rawArray");
        long n = 1;
        foreach (var d in dimensions)
            n = d >= 0 ? checked(n * d) : throw new ArgumentException($"dimension {d} is negative");
        if (n != values.Length)
            throw new ArgumentException($"mismatched total size creating a tensor from an array: {values.Length} elements do not fill {n}");
        return Copied(MemoryMarshal.AsBytes(values.AsSpan()), dimensions, ToScalarType(typeof(T)), dtype, device, requires_grad, names);
    }

    private static Tensor Copied(Array values, ScalarType? dtype, Device? device, bool requires_grad, string[]? names)
    {
        ArgumentNullException.ThrowIfNull(values, "rawArray");
        var type = ToScalarType(values.GetType().GetElementType()!);
        var shape = Enumerable.Range(0, values.Rank).Select(values.GetLongLength).ToArray();
        return Copied(Bytes(values, 0, values.LongLength * SizeOf(type)), shape, type, dtype, device, requires_grad, names);
    }

    private static unsafe ReadOnlySpan<byte> Bytes(Array values, long offset, long bytes) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(values), (nint)offset), checked((int)bytes));

    private static unsafe Tensor Copied(ReadOnlySpan<byte> bytes, ReadOnlySpan<long> dimensions, ScalarType type, ScalarType? dtype, Device? device, bool requires_grad, string[]? names)
    {
        if (names is { Length: > 0 })
            throw new NotSupportedException("named dimensions are not supported here: leave `names` out.");
        device = InitializeDevice(device);
        IntPtr handle;
        fixed (byte* p = bytes)
        fixed (long* d = dimensions)
            handle = Check(wb_from_data(p, bytes.Length, d, dimensions.Length, (int)type));
        var t = new Tensor(handle);
        if (dtype is { } wanted && wanted != type || device.type != DeviceType.CPU)
            t = t.to(dtype ?? type, device, disposeAfter: true);
        return requires_grad ? t.requires_grad_() : t;
    }

    public static Tensor from_array(Array rawArray, Device? device = null) => Copied(rawArray, null, device, false, null);

    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null) => Copied(rawArray, dtype, device, requires_grad, names);

    public static Tensor as_tensor(Array data, ScalarType? dtype = null, Device? device = null) => from_array(data, dtype, device);

    public static Tensor as_tensor(Tensor data, ScalarType? dtype = null, Device? device = null) =>
        dtype is { } type && device is not null ? data.to(type, device) : dtype is { } only ? data.to(only) : device is not null ? data.to(device) : data.alias();

    /// <summary>A tensor over the array's own memory: writing to one changes the other.</summary>
    public static unsafe Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        ArgumentNullException.ThrowIfNull(rawArray);
        var element = rawArray.GetType().GetElementType()!;
        var size = SizeOf(ToScalarType(element));
        var available = rawArray.LongLength * size - offset;
        if (offset < 0 || available < 0)
            throw new ArgumentException($"invalid offset {offset} into {rawArray.LongLength * size} bytes", nameof(offset));
        var n = count < 0 ? available / SizeOf(dtype) : count;
        if (n > available / SizeOf(dtype))
            throw new ArgumentException($"element count {n} is too large: there are {available} bytes", nameof(count));
        var pin = GCHandle.Alloc(rawArray, GCHandleType.Pinned);
        var address = (byte*)pin.AddrOfPinnedObject() + offset;
        var handle = wb_from_blob(address, &n, 1, (int)dtype, &Release, GCHandle.ToIntPtr(pin));
        if (handle == IntPtr.Zero)
        {
            pin.Free();
            throw Error();
        }
        var t = new Tensor(handle);
        return requires_grad ? t.requires_grad_() : t;
    }

    [UnmanagedCallersOnly]
    private static void Release(IntPtr pin) => GCHandle.FromIntPtr(pin).Free();

    // ---- ranges ------------------------------------------------------------------------------------------------------

    // Without a dtype, PyTorch's rule: Int64 when every bound is whole, the default floating-point type otherwise.
    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Made("arange.start_step", dtype, device, requires_grad, null, start, stop, step);
    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Made("arange.start_step", dtype, device, requires_grad, null, start, stop, 1L);
    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Made("arange", dtype, device, requires_grad, null, stop);
    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Made("linspace", dtype, device, requires_grad, null, start, end, steps);
    public static Tensor eye(long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Made("eye.m", dtype, device, requires_grad, names, rows, columns == -1 ? rows : columns);

    // ---- like another ------------------------------------------------------------------------------------------------

    private static Tensor Like(string op, Tensor input, ScalarType? dtype, Device? device, bool requires_grad)
    {
        var t = Aten.One(op, input, dtype, Arg.None, device);
        return requires_grad ? t.requires_grad_() : t;
    }

    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Like("zeros_like", input, dtype, device, requires_grad);
    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Like("ones_like", input, dtype, device, requires_grad);
    public static Tensor empty_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Like("empty_like", input, dtype, device, requires_grad);
    public static Tensor rand_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Like("rand_like", input, dtype, device, requires_grad);
    public static Tensor randn_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Like("randn_like", input, dtype, device, requires_grad);

    public static Tensor full_like(Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        var t = Aten.One("full_like", input, value, dtype, Arg.None, device);
        return requires_grad ? t.requires_grad_() : t;
    }

    // ---- random ------------------------------------------------------------------------------------------------------

    public static Tensor bernoulli(Tensor input, Generator? generator = null) => input.bernoulli(generator);

    public static Tensor multinomial(Tensor input, long num_samples, bool replacement = false, Generator? generator = null) => input.multinomial(num_samples, replacement, generator);

    public static Tensor normal(double mean, double std, ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null)
    {
        using var standard = randn(size, dtype, device, false, generator, names);
        var t = standard.mul(std).add_(mean);
        return requires_grad ? t.requires_grad_() : t;
    }

    public static Tensor normal(Tensor mean, Tensor std, Generator? generator = null) => Aten.One("normal.Tensor_Tensor", mean, std, generator);

    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        generator is null
            ? Made("randperm", dtype ?? ScalarType.Int64, device, requires_grad, null, n)
            : Made("randperm.generator", dtype ?? ScalarType.Int64, device, requires_grad, null, n, generator);

    public static Tensor randperm(long n, Tensor @out, Generator? generator = null)
    {
        Aten.Do("randperm.generator_out", n, generator, @out);
        return @out;
    }
}
