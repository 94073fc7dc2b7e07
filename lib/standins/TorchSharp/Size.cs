using System.Collections;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A shape.</summary>
    public struct Size : IEnumerable<long>
    {
        private readonly long[]? sizes;

        public static Size Empty = new(Array.Empty<long>());

        public Size(long[] shape) => sizes = (long[])shape.Clone();
        public Size(IEnumerable<long> shape) => sizes = shape.ToArray();
        public Size(int[] shape) => sizes = Array.ConvertAll(shape, i => (long)i);
        public Size(long size) => sizes = [size];
        public Size(int size) => sizes = [size];
        public Size((long, long) size) => sizes = [size.Item1, size.Item2];
        public Size((long, long, long) size) => sizes = [size.Item1, size.Item2, size.Item3];
        public Size((long, long, long, long) size) => sizes = [size.Item1, size.Item2, size.Item3, size.Item4];
        public Size((long, long, long, long, long) size) => sizes = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5];
        public Size((long, long, long, long, long, long) size) => sizes = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5, size.Item6];
        public Size((int, int) size) => sizes = [size.Item1, size.Item2];
        public Size((int, int, int) size) => sizes = [size.Item1, size.Item2, size.Item3];
        public Size((int, int, int, int) size) => sizes = [size.Item1, size.Item2, size.Item3, size.Item4];
        public Size((int, int, int, int, int) size) => sizes = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5];
        public Size((int, int, int, int, int, int) size) => sizes = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5, size.Item6];

        public long[] Shape => sizes ?? [];
        public bool IsEmpty => Shape.Length == 0;
        public bool IsScalar => IsEmpty;
        public int Length => Shape.Length;
        public long this[int idx] => Shape[idx];
        public long this[long idx] => Shape[(int)idx];
        public IEnumerator<long> GetEnumerator() => Shape.AsEnumerable().GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
        public IEnumerable<long> Take(int i) => Shape.Take(i);
        public long numel() => Shape.Aggregate(1L, (a, b) => a * b);

        public Size Slice(int first, int next)
        {
            var (from, to) = (first < 0 ? first + Length : first, next < 0 ? next + Length : next);
            return to <= from ? Empty : new Size(Shape.Skip(from).Take(to - from));
        }

        // As in the real package, shapes are equal when they are one and the same array.
        public static bool operator ==(Size left, Size right) => ReferenceEquals(left.sizes, right.sizes);
        public static bool operator !=(Size left, Size right) => !(left == right);
        public override bool Equals(object? obj) => obj is Size other && this == other;
        public override int GetHashCode() => sizes is null ? 0 : sizes.GetHashCode();

        public static Size operator +(Size left, Size right) => new(left.Shape.Concat(right.Shape));
        public static Size operator +(Size left, IEnumerable<long> right) => new(left.Shape.Concat(right));

        public static implicit operator Size(long size) => new(size);
        public static implicit operator Size(long[] size) => new(size);
        public static implicit operator Size((long, long) size) => new(size);
        public static implicit operator Size((long, long, long) size) => new(size);
        public static implicit operator Size((long, long, long, long) size) => new(size);
        public static implicit operator Size((long, long, long, long, long) size) => new(size);
        public static implicit operator Size((long, long, long, long, long, long) size) => new(size);
    }
}
