using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>Reads and writes the elements of a CPU tensor; keeps its memory alive by a reference of its own.</summary>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private readonly long[] shape;
    private readonly long[] strides;
    private readonly bool contiguous;
    private IntPtr memory;
    private IntPtr reference;

    internal TensorAccessor(Tensor tensor)
    {
        (shape, strides, contiguous) = (tensor.shape, tensor.stride(), tensor.is_contiguous());
        using var borrowed = new Borrow(tensor);
        memory = tensor.Memory;
        reference = Native.Check(Native.wb_alias(borrowed.Handle));
        Count = shape.Aggregate(1L, (a, b) => a * b);
    }

    ~TensorAccessor() => Release();

    public long Count { get; private set; }

    public bool IsReadOnly => false;

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        Count = 0;
        memory = IntPtr.Zero;
        var held = Interlocked.Exchange(ref reference, IntPtr.Zero);
        if (held != IntPtr.Zero)
            Native.wb_free(held);
    }

    private ref T At(long offset)
    {
        if (memory == IntPtr.Zero)
            throw new ObjectDisposedException(GetType().FullName);
        return ref ((T*)memory)[offset];
    }

    public T this[params long[] indices]
    {
        get
        {
            var value = At(Offset(indices));
            GC.KeepAlive(this);
            return value;
        }
        set
        {
            At(Offset(indices)) = value;
            GC.KeepAlive(this);
        }
    }

    /// <summary>One index counts all elements; otherwise there is one per dimension.</summary>
    private long Offset(long[] indices)
    {
        if (indices.Length == 1)
            return indices[0] >= 0 && indices[0] < Count ? Offset(indices[0]) : throw new IndexOutOfRangeException();
        if (indices.Length != shape.Length)
            throw new IndexOutOfRangeException($"{indices.Length} indices for {shape.Length} dimensions");
        var offset = 0L;
        for (var d = 0; d < shape.Length; d++)
        {
            if (indices[d] < 0 || indices[d] >= shape[d])
                throw new IndexOutOfRangeException($"{indices[d]} >= {shape[d]} in dimension {d}.");
            offset += indices[d] * strides[d];
        }
        return offset;
    }

    private long Offset(long position)
    {
        if (contiguous)
            return position;
        var offset = 0L;
        for (var d = shape.Length - 1; d >= 0; d--)
        {
            position = Math.DivRem(position, shape[d], out var i);
            offset += i * strides[d];
        }
        return offset;
    }

    public T[] ToArray()
    {
        var all = new T[Count];
        if (Count > 0)
            CopyTo(all);
        return all;
    }

    public Array ToNDArray()
    {
        if (shape.Length < 2)
            return ToArray();
        var all = Array.CreateInstance(typeof(T), shape);
        var index = new long[shape.Length];
        for (long i = 0; i < Count; i++)
        {
            var rest = i;
            for (var d = shape.Length - 1; d >= 0; d--)
                rest = Math.DivRem(rest, shape[d], out index[d]);
            all.SetValue(At(Offset(i)), index);
        }
        return all;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var n = Room(array.Length, arrayIndex, tensorIndex);
        var target = array.Slice(arrayIndex, n);
        if (contiguous && n > 0)
            new ReadOnlySpan<T>((T*)memory + tensorIndex, n).CopyTo(target);
        else
            for (var i = 0; i < n; i++)
                target[i] = At(Offset(tensorIndex + i));
        GC.KeepAlive(this);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var n = Room(array.Length, arrayIndex, tensorIndex);
        var source = array.Slice(arrayIndex, n);
        if (contiguous && n > 0)
            source.CopyTo(new Span<T>((T*)memory + tensorIndex, n));
        else
            for (var i = 0; i < n; i++)
                At(Offset(tensorIndex + i)) = source[i];
        GC.KeepAlive(this);
    }

    private int Room(int length, int arrayIndex, long tensorIndex)
    {
        if (tensorIndex < 0 || tensorIndex >= Count)
            throw new ArgumentOutOfRangeException(nameof(tensorIndex));
        if (arrayIndex < 0)
            throw new ArgumentOutOfRangeException(nameof(arrayIndex));
        return (int)Math.Max(0, Math.Min(length - arrayIndex, Count - tensorIndex)) is var n && arrayIndex <= length ? n : throw new ArgumentOutOfRangeException(nameof(arrayIndex));
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public static bool operator ==(TensorAccessor<T> left, TensorAccessor<T> right) => left.Count == right.Count && left.SequenceEqual(right);

    public static bool operator !=(TensorAccessor<T> left, TensorAccessor<T> right) => !(left == right);

    public override bool Equals(object? obj) => obj is TensorAccessor<T> other && this == other;

    public override int GetHashCode() => HashCode.Combine(memory, Count);
}
