namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor contiguous() => Aten.One("contiguous", this);
        public Tensor clone() => Aten.One("clone", this);
        public Tensor view(params long[] shape) => Aten.One("view", this, shape);
        public Tensor view_as(Tensor other) => view(other.shape);
        public Tensor reshape(params long[] shape) => Aten.One("reshape", this, shape);
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Aten.One("flatten.using_ints", this, start_dim, end_dim);
        public Tensor unflatten(long dim, params long[] sizes)
        {
            var s = shape;
            var d = (int)(dim < 0 ? dim + s.Length : dim);
            if (d < 0 || d >= s.Length)
                throw new ArgumentException($"dimension {dim} of a tensor with {s.Length} dimensions", nameof(dim));
            return reshape([.. s[..d], .. sizes, .. s[(d + 1)..]]);
        }

        public Tensor ravel() => Aten.One("ravel", this);
        public Tensor squeeze(long? dim = null) => dim is { } d ? Aten.One("squeeze.dim", this, d) : Aten.One("squeeze", this);
        public Tensor squeeze_(long? dim = null) => dim is { } d ? InPlace("squeeze_.dim", this, d) : InPlace("squeeze_", this);
        public Tensor unsqueeze(long dim) => Aten.One("unsqueeze", this, dim);
        public Tensor unsqueeze_(long dim) => InPlace("unsqueeze_", this, dim);
        public Tensor t() => Aten.One("t", this);
        public Tensor T => permute(Enumerable.Range(0, (int)ndim).Reverse().Select(i => (long)i).ToArray());
        public Tensor H => is_complex() ? Aten.One("conj", transpose(0, 1)) : transpose(0, 1);
        public Tensor mT => Aten.One("mT", this);
        public Tensor mH => Aten.One("mH", this);
        public Tensor transpose(long dim0, long dim1) => Aten.One("transpose.int", this, dim0, dim1);
        public Tensor transpose_(long dim0, long dim1) => InPlace("transpose_", this, dim0, dim1);
        public Tensor swapaxes(long dim0, long dim1) => transpose(dim0, dim1);
        public Tensor swapdims(long dim0, long dim1) => transpose(dim0, dim1);
        public Tensor permute(params long[] permutation) => Aten.One("permute", this, permutation);
        public Tensor permute(IEnumerable<long> permutation) => permute(permutation.ToArray());
        public Tensor movedim(long[] source, long[] destination) => Aten.One("movedim.intlist", this, source, destination);

        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => Aten.One("expand", this, sizes, isImplicit);
        public Tensor expand(Size sizes, bool isImplicit = false) => Aten.One("expand", this, sizes.Shape, isImplicit);
        public Tensor expand(long[] sizes, bool isImplicit = false) => Aten.One("expand", this, sizes, isImplicit);
        public Tensor expand(params long[] sizes) => Aten.One("expand", this, sizes);
        public Tensor expand_as(Tensor other) => Aten.One("expand_as", this, other);
        public Tensor broadcast_to(params long[] shape) => Aten.One("broadcast_to", this, shape);
        public Tensor repeat(params long[] sizes) => Aten.One("repeat", this, sizes);
        public Tensor tile(long[] reps) => Aten.One("tile", this, reps);
        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) => Aten.One("repeat_interleave.self_Tensor", this, repeats, dim, output_size);
        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) => Aten.One("repeat_interleave.self_int", this, repeats, dim, output_size);

        public Tensor flip(params long[] dims) => Aten.One("flip", this, dims);
        public Tensor roll(ReadOnlySpan<long> shifts, ReadOnlySpan<long> dims = default) => Aten.One("roll", this, shifts, dims);
        public Tensor roll(long[] shifts, long[] dims) => roll(shifts.AsSpan(), dims.AsSpan());
        public Tensor roll(long[] shifts) => roll(shifts.AsSpan(), [0]);
        public Tensor roll(long shifts, long? dims = null) => dims is { } d ? roll([shifts], [d]) : roll([shifts]);
        public Tensor roll((long, long) shifts, (long, long) dims) => roll([shifts.Item1, shifts.Item2], [dims.Item1, dims.Item2]);
        public Tensor roll((long, long, long) shifts, (long, long, long) dims) => roll([shifts.Item1, shifts.Item2, shifts.Item3], [dims.Item1, dims.Item2, dims.Item3]);

        public Tensor[] chunk(long chunks, long dim = 0) => Aten.Many("chunk", this, chunks, dim);
        public Tensor[] split(long size, int dim = 0) => Aten.Many("split.Tensor", this, size, dim);
        public Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0) => Aten.Many("split_with_sizes", this, sizes, dim);
        public Tensor[] split(long[] sizes, long dim = 0) => split(sizes.AsSpan(), dim);
        public Tensor[] split(params long[] sizes) => split(sizes.AsSpan());
        public Tensor[] unbind(long dimension = 0) => Aten.Many("unbind.int", this, dimension);
        public Tensor unfold(long dimension, long size, long step) => Aten.One("unfold", this, dimension, size, step);

        public Tensor tril(long diagonal = 0) => Aten.One("tril", this, diagonal);
        public Tensor tril_(long diagonal = 0) => InPlace("tril_", this, diagonal);
        public Tensor triu(long diagonal = 0) => Aten.One("triu", this, diagonal);
        public Tensor triu_(long diagonal = 0) => InPlace("triu_", this, diagonal);
        public Tensor diag(long diagonal = 0) => Aten.One("diag", this, diagonal);
        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1) => Aten.One("diagonal", this, offset, dim1, dim2);
        public Tensor trace() => Aten.One("trace", this);
    }
}
