namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor select(long dim, long index) => Aten.One("select.int", this, dim, index);
        public Tensor narrow(long dim, long start, long length) => Aten.One("narrow", this, dim, start, length);
        public Tensor slice(long dim, long start, long finish, long step) => Aten.One("slice.Tensor", this, dim, start, finish, step);
        public Tensor gather(long dim, Tensor index) => Aten.One("gather", this, dim, index);
        public Tensor take(Tensor index) => Aten.One("take", this, index);
        public Tensor take_along_dim(Tensor indices, long dim) => Aten.One("take_along_dim", this, indices, dim);
        public Tensor index_select(long dim, Tensor index) => Aten.One("index_select", this, dim, index);
        public Tensor masked_select(Tensor mask) => Aten.One("masked_select", this, mask);
        public Tensor nonzero() => Aten.One("nonzero", this);
        public Tensor argwhere() => Aten.One("argwhere", this);
        public Tensor where(Tensor condition, Tensor y) => Aten.One("where.self", condition, this, y);

        public Tensor scatter(long dim, Tensor index, Tensor src) => Aten.One("scatter.src", this, dim, index, src);
        public Tensor scatter_(long dim, Tensor index, Tensor src) => InPlace("scatter_.src", this, dim, index, src);
        public Tensor scatter_add(long dim, Tensor index, Tensor src) => Aten.One("scatter_add", this, dim, index, src);
        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => InPlace("scatter_add_", this, dim, index, src);
        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) => Aten.One("index_add", this, dim, index, source, alpha);
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) => InPlace("index_add_", this, dim, index, source, alpha);
        public Tensor index_copy(long dim, Tensor index, Tensor source) => Aten.One("index_copy", this, dim, index, source);
        public Tensor index_copy_(long dim, Tensor index, Tensor source) => InPlace("index_copy_", this, dim, index, source);
        public Tensor index_fill(long dim, Tensor index, Scalar value) => Aten.One("index_fill.int_Scalar", this, dim, index, value);
        public Tensor index_fill_(long dim, Tensor index, Scalar value) => InPlace("index_fill_.int_Scalar", this, dim, index, value);
        public Tensor masked_fill(Tensor mask, Scalar value) => Aten.One("masked_fill.Scalar", this, mask, value);
        public Tensor masked_fill_(Tensor mask, Scalar value) => InPlace("masked_fill_.Scalar", this, mask, value);
        public Tensor masked_scatter(Tensor mask, Tensor value) => Aten.One("masked_scatter", this, mask, value);
        public Tensor masked_scatter_(Tensor mask, Tensor value) => InPlace("masked_scatter_", this, mask, value);

        public Tensor copy_(Tensor source, bool nonBlocking = false) => InPlace("copy_", this, source, nonBlocking);
        public Tensor fill_(Scalar value) => InPlace("fill_.Scalar", this, value);
        public Tensor zero_() => InPlace("zero_", this);

        // ---- random --------------------------------------------------------------------------------------------------

        public Tensor bernoulli(Generator? generator = null) => Aten.One("bernoulli", this, generator);
        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) => InPlace("bernoulli_.float", this, p, generator);
        public Tensor bernoulli_(Tensor p, Generator? generator = null) => InPlace("bernoulli_.Tensor", this, p, generator);
        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) => Aten.One("multinomial", this, num_samples, replacement, generator);
        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null) => InPlace("normal_", this, mean, std, generator);
        public Tensor uniform_(double from, double to, Generator? generator = null) => InPlace("uniform_", this, from, to, generator);
        public Tensor exponential_(double lambda = 1, Generator? generator = null) => InPlace("exponential_", this, lambda, generator);
        public Tensor random_(double from, double to, Generator? generator = null) => InPlace("random_.from", this, (long)from, (long)to, generator);
    }
}
