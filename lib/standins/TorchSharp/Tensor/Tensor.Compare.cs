namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor eq(Tensor target) => target is null ? (Tensor)false : Aten.One("eq.Tensor", this, target);
        public Tensor eq(Scalar target) => target is null ? (Tensor)false : Aten.One("eq.Scalar", this, target);
        public Tensor equal(Tensor target) => eq(target);
        public Tensor ne(Tensor target) => Aten.One("ne.Tensor", this, target);
        public Tensor ne(Scalar target) => Aten.One("ne.Scalar", this, target);
        public Tensor not_equal(Tensor target) => ne(target);
        public Tensor lt(Tensor target) => Aten.One("lt.Tensor", this, target);
        public Tensor lt(Scalar target) => Aten.One("lt.Scalar", this, target);
        public Tensor less(Tensor target) => lt(target);
        public Tensor le(Tensor target) => Aten.One("le.Tensor", this, target);
        public Tensor le(Scalar target) => Aten.One("le.Scalar", this, target);
        public Tensor less_equal(Tensor target) => le(target);
        public Tensor gt(Tensor target) => Aten.One("gt.Tensor", this, target);
        public Tensor gt(Scalar target) => Aten.One("gt.Scalar", this, target);
        public Tensor greater(Tensor target) => gt(target);
        public Tensor ge(Tensor target) => Aten.One("ge.Tensor", this, target);
        public Tensor ge(Scalar target) => Aten.One("ge.Scalar", this, target);
        public Tensor greater_equal(Tensor target) => ge(target);

        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) => Aten.Bool("allclose", this, target, rtol, atol, equal_nan);
        public Tensor isclose(Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false) => Aten.One("isclose", this, other, rtol, atol, nanEqual);
        public Tensor isfinite() => Aten.One("isfinite", this);
        public Tensor isinf() => Aten.One("isinf", this);
        public Tensor isnan() => Aten.One("isnan", this);
        public Tensor isin(Tensor test_elements, bool assumeUnique = false, bool invert = false) => Aten.One("isin.Tensor_Tensor", this, test_elements, assumeUnique, invert);

        // ---- the largest, the smallest, the order --------------------------------------------------------------------

        public Tensor max() => Aten.One("max", this);
        public Tensor max(Tensor other) => Aten.One("max.other", this, other);
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => Aten.Two("max.dim", this, dim, keepdim);
        public Tensor min() => Aten.One("min", this);
        public Tensor min(Tensor other) => Aten.One("min.other", this, other);
        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => Aten.Two("min.dim", this, dim, keepdim);
        public Tensor amax(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => Into(@out, Aten.One("amax", this, dims, keepdim));
        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null) => amax(dims.AsSpan(), keepdim, @out);
        public Tensor amax(params long[] dims) => amax(dims.AsSpan());
        public Tensor amin(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => Into(@out, Aten.One("amin", this, dims, keepdim));
        public Tensor amin(long[] dims, bool keepdim = false, Tensor? @out = null) => amin(dims.AsSpan(), keepdim, @out);
        public Tensor amin(params long[] dims) => amin(dims.AsSpan());
        public Tensor argmax() => Aten.One("argmax", this);
        public Tensor argmax(long dim, bool keepdim = false) => Aten.One("argmax", this, dim, keepdim);
        public Tensor argmin() => Aten.One("argmin", this);
        public Tensor argmin(long dim, bool keepdim = false) => Aten.One("argmin", this, dim, keepdim);
        public Tensor argsort(long dim = -1, bool descending = false) => Aten.One("argsort", this, dim, descending);
        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) => Aten.Two("sort.stable", this, stable, dim, descending);
        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) => Aten.Two("topk", this, k, dim, largest, sorted);
        public (Tensor values, Tensor indices) kthvalue(long k, long? dim, bool keepdim = false) => Aten.Two("kthvalue", this, k, dim ?? -1, keepdim);

        public (Tensor output, Tensor? inverse_indices, Tensor? counts) unique(bool sorted = true, bool return_inverse = false, bool return_counts = false, int? dim = null)
        {
            var (output, inverse, counts) = dim is { } d
                ? Aten.Three("unique_dim", this, d, sorted, return_inverse, return_counts)
                : Aten.Three("_unique2", this, sorted, return_inverse, return_counts);
            return (output, Wanted(inverse, return_inverse), Wanted(counts, return_counts));
        }

        private static Tensor? Wanted(Tensor? t, bool wanted)
        {
            if (wanted)
                return t;
            t?.Dispose();
            return null;
        }

        private static Tensor Into(Tensor? target, Tensor result)
        {
            if (target is null)
                return result;
            using (result)
                return target.copy_(result);
        }
    }
}
