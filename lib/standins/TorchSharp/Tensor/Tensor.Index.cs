namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => At(i1);
            set => Put(value, i1);
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => At(i1, i2);
            set => Put(value, i1, i2);
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => At(i1, i2, i3);
            set => Put(value, i1, i2, i3);
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => At(i1, i2, i3, i4);
            set => Put(value, i1, i2, i3, i4);
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4, long i5]
        {
            get => At(i1, i2, i3, i4, i5);
            set => Put(value, i1, i2, i3, i4, i5);
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4, long i5, long i6]
        {
            get => At(i1, i2, i3, i4, i5, i6);
            set => Put(value, i1, i2, i3, i4, i5, i6);
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[params long[] indices]
        {
            get => At(indices);
            set => Put(value, indices);
        }

        private Tensor At(params ReadOnlySpan<long> indices) => Walk(Array.ConvertAll(indices.ToArray(), i => TensorIndex.Single(i)), this);

        private void Put(Tensor value, params ReadOnlySpan<long> indices) => index_put_(value, Array.ConvertAll(indices.ToArray(), i => TensorIndex.Single(i)));

        public Tensor index(params TensorIndex[] indices) => Walk(indices, this);

        public Tensor index(params Tensor[] indices) => index(Array.ConvertAll(indices, TensorIndex.Tensor));

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            ArgumentNullException.ThrowIfNull(value);
            if (accumulate && !indices.Any(i => i.kind == TensorIndex.Kind.Tensor))
                throw new ArgumentException("accumulate needs at least one index that is a tensor.", nameof(indices));
            Store(indices, value, accumulate);
            return this;
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, Array.ConvertAll(indices, TensorIndex.Tensor), false);

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) => index_put_(value, Array.ConvertAll(indices, TensorIndex.Tensor), accumulate);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            ArgumentNullException.ThrowIfNull(value);
            using var scope = new Temporaries();
            var filled = scope.Add(Aten.One("full", Array.Empty<long>(), value, dtype, Arg.None, device));
            Store(indices, filled, false);
            return this;
        }

        public Tensor index_put_(Scalar value, params Tensor[] indices) => index_put_(value, Array.ConvertAll(indices, TensorIndex.Tensor));

        private void Store(TensorIndex[] indices, Tensor value, bool accumulate)
        {
            using var scope = new Temporaries();
            var (view, tensors) = View(indices, this, scope);
            // A value may have leading dimensions of length 1 that the place has not.
            while (value.ndim > 0 && tensors is null && value.ndim > view.ndim && value.shape[0] == 1)
                value = scope.Add(value.squeeze(0));
            if (tensors is null)
                Aten.Do("copy_", view, Moved(value, view, scope));
            else
                Aten.Do("index_put_", view, Arg.OptionalList(tensors), Moved(value, view, scope), accumulate);
        }

        // A number can be stored anywhere; what is not a number must already have the type and device of the place.
        private static Tensor Moved(Tensor value, Tensor place, Temporaries scope) =>
            value.dtype == place.dtype && value.device_type == place.device_type ? value : scope.Add(value.to(place.dtype, place.device));

        private static Tensor Walk(TensorIndex[] indices, Tensor source)
        {
            ArgumentNullException.ThrowIfNull(indices);
            using var scope = new Temporaries();
            var (view, tensors) = View(indices, source, scope);
            if (tensors is not null)
                return Aten.One("index.Tensor", view, Arg.OptionalList(tensors));
            return ReferenceEquals(view, source) ? source.alias() : scope.Keep(view);
        }

        /// <summary>Applies numbers, slices and new axes; what is left are index tensors, one per dimension, or none.</summary>
        private static (Tensor view, Tensor?[]? tensors) View(TensorIndex[] indices, Tensor source, Temporaries scope)
        {
            var specified = indices.Sum(i => i.kind switch
            {
                TensorIndex.Kind.Single or TensorIndex.Kind.Slice => 1,
                TensorIndex.Kind.Tensor => i.tensor is { dtype: ScalarType.Bool or ScalarType.Byte } mask ? (int)mask.ndim : 1,
                _ => 0,
            });
            if (specified > source.ndim)
                throw new System.Runtime.InteropServices.ExternalException($"too many indices for tensor of dimension {source.ndim}");
            var view = source;
            List<Tensor?>? tensors = null;
            var dim = 0L;
            var inMasks = 0L; // dimensions beyond the first of masks so far: a mask is one entry of the list
            foreach (var i in indices)
                switch (i.kind)
                {
                    case TensorIndex.Kind.Single:
                        view = scope.Add(view.select(dim, i.start ?? 0));
                        break;
                    case TensorIndex.Kind.Slice:
                        if (i.start is not null || i.stop is not null || i.step is not null)
                            view = scope.Add(Aten.One("slice.Tensor", view, dim, i.start, i.stop, i.step ?? 1));
                        dim++;
                        break;
                    case TensorIndex.Kind.None:
                        view = scope.Add(view.unsqueeze(dim++));
                        break;
                    case TensorIndex.Kind.Null:
                        dim++;
                        break;
                    case TensorIndex.Kind.Ellipsis:
                        dim += source.ndim - specified;
                        break;
                    case TensorIndex.Kind.Bool:
                        view = scope.Add(view.unsqueeze(dim));
                        Set(scope.Add(i.start != 0 ? tensor(new long[] { 0 }, device: source.device) : empty(0, dtype: ScalarType.Int64, device: source.device)));
                        break;
                    case TensorIndex.Kind.Tensor when i.tensor is null:
                        dim++;
                        break;
                    case TensorIndex.Kind.Tensor:
                        var index = i.tensor;
                        var isMask = index.dtype is ScalarType.Bool or ScalarType.Byte;
                        if (!isMask && torch.is_integral(index.dtype) && index.dtype != ScalarType.Int64)
                            index = scope.Add(index.to(ScalarType.Int64));
                        var width = isMask ? index.ndim : 1;
                        Set(index);
                        dim += width - 1;
                        inMasks += width - 1;
                        break;
                    default:
                        throw new ArgumentException($"unknown index kind {i.kind}", nameof(indices));
                }
            return (view, tensors?.ToArray());

            void Set(Tensor index)
            {
                tensors ??= [];
                while (tensors.Count < dim - inMasks)
                    tensors.Add(null);
                tensors.Add(index);
                dim++;
            }
        }

        /// <summary>Views made on the way to a result; disposed when the result is there.</summary>
        private sealed class Temporaries : IDisposable
        {
            private readonly List<Tensor> all = [];

            internal Tensor Add(Tensor t)
            {
                all.Add(t);
                return t;
            }

            internal Tensor Keep(Tensor t)
            {
                all.RemoveAll(other => ReferenceEquals(other, t)); // Equals compares numbers, and NaN equals nothing
                return t;
            }

            public void Dispose() => all.ForEach(t => t.Dispose());
        }
    }
}
