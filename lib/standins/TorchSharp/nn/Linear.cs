using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp
{
    using Modules;

    namespace Modules
    {
        /// <summary>y = x Wᵀ + b; W is (out, in), drawn uniformly from ±1/√in as PyTorch does.</summary>
        public sealed class Linear : nn.Module<Tensor, Tensor>
        {
            [ComponentName(Name = nameof(bias))] private Parameter? _bias;
            [ComponentName(Name = nameof(weight))] private Parameter? _weight;

            internal Linear(Parameter weight, Parameter? bias = null) : base(nameof(Linear))
            {
                (out_features, in_features) = (weight.size(0), weight.size(1));
                this.weight = weight;
                if (bias is not null)
                    this.bias = bias;
            }

            internal Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) : base(nameof(Linear))
            {
                (in_features, out_features) = (inputSize, outputSize);
                weight = empty(outputSize, inputSize, dtype: dtype, device: device).AsParameter();
                nn.init.kaiming_uniform_(weight, a: Math.Sqrt(5));
                if (!hasBias)
                    return;
                bias = empty(outputSize, dtype: dtype, device: device).AsParameter();
                var bound = inputSize > 0 ? 1 / Math.Sqrt(inputSize) : 0;
                nn.init.uniform_(bias, -bound, bound);
            }

            public long in_features { get; set; }
            public long out_features { get; set; }

            public Parameter? bias
            {
                get => _bias;
                set
                {
                    if (!ReferenceEquals(value, _bias))
                        _bias?.Dispose();
                    _bias = (Parameter?)value?.DetachFromDisposeScope();
                    ConditionallyRegisterParameter(nameof(bias), _bias);
                }
            }

            public Parameter weight
            {
                get => _weight!;
                set
                {
                    ArgumentNullException.ThrowIfNull(value);
                    if (!ReferenceEquals(value, _weight))
                        _weight?.Dispose();
                    _weight = (Parameter)value.DetachFromDisposeScope();
                    ConditionallyRegisterParameter(nameof(weight), _weight);
                }
            }

            public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, weight, bias);
        }

        /// <summary>A table of vectors; an index selects a row. Drawn from N(0, 1).</summary>
        public sealed class Embedding : nn.Module<Tensor, Tensor>
        {
            private readonly long paddingIndex;
            private readonly double? maxNorm;
            private readonly double normType;
            private readonly bool scaleGradByFreq;
            private readonly bool sparse;
            [ComponentName(Name = nameof(weight))] private Parameter? _weight;

            internal Embedding(long num_embeddings, long embedding_dims, long? padding_idx, double? max_norm, double norm_type, bool scale_grad_by_freq, bool sparse, Device? device, ScalarType? dtype)
                : base(nameof(Embedding))
            {
                if (padding_idx is { } p && (p >= num_embeddings || p < -num_embeddings))
                    throw new ArgumentException($"padding_idx {p} must be within the {num_embeddings} embeddings");
                paddingIndex = padding_idx is { } index ? (index < 0 ? index + num_embeddings : index) : -1;
                (maxNorm, normType, scaleGradByFreq, this.sparse) = (max_norm, norm_type, scale_grad_by_freq, sparse);
                weight = randn(num_embeddings, embedding_dims, dtype: dtype, device: device).AsParameter();
                if (paddingIndex < 0)
                    return;
                using var recordingOff = no_grad();
                using var row = weight.select(0, paddingIndex);
                row.zero_();
            }

            [System.Diagnostics.CodeAnalysis.DisallowNull]
            public Parameter? weight
            {
                get => _weight;
                set
                {
                    ArgumentNullException.ThrowIfNull(value);
                    if (!ReferenceEquals(value, _weight))
                        _weight?.Dispose();
                    _weight = (Parameter)value.DetachFromDisposeScope();
                    ConditionallyRegisterParameter(nameof(weight), _weight);
                }
            }

            public override Tensor forward(Tensor input)
            {
                if (maxNorm is { } limit)
                    using (no_grad())
                        Aten.Do("embedding_renorm_", weight!, input, limit, normType);
                return Aten.One("embedding", weight!, input, paddingIndex, scaleGradByFreq, sparse);
            }
        }

        /// <summary>(x − mean) / √(variance + eps) · weight + bias over the last dimensions.</summary>
        public sealed class LayerNorm : nn.Module<Tensor, Tensor>
        {
            [ComponentName(Name = nameof(bias))] private Parameter? _bias;
            [ComponentName(Name = nameof(weight))] private Parameter? _weight;

            internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, Device? device, ScalarType? dtype) : base(nameof(LayerNorm))
            {
                (this.normalized_shape, this.eps, this.elementwise_affine) = (normalized_shape, eps, elementwise_affine);
                if (!elementwise_affine)
                    return;
                weight = empty(normalized_shape, dtype, device).AsParameter();
                if (bias)
                    this.bias = empty(normalized_shape, dtype, device).AsParameter();
                reset_parameters();
            }

            public long[] normalized_shape { get; set; }
            public double eps { get; set; }
            public bool elementwise_affine { get; set; }

            public Parameter? bias
            {
                get => _bias;
                set
                {
                    if (!ReferenceEquals(value, _bias))
                        _bias?.Dispose();
                    _bias = (Parameter?)value?.DetachFromDisposeScope();
                    ConditionallyRegisterParameter(nameof(bias), _bias);
                }
            }

            public Parameter weight
            {
                get => _weight!;
                set
                {
                    ArgumentNullException.ThrowIfNull(value);
                    if (!ReferenceEquals(value, _weight))
                        _weight?.Dispose();
                    _weight = (Parameter)value.DetachFromDisposeScope();
                    ConditionallyRegisterParameter(nameof(weight), _weight);
                }
            }

            public void reset_parameters()
            {
                if (!elementwise_affine)
                    return;
                nn.init.ones_(weight);
                if (bias is not null)
                    nn.init.zeros_(bias);
            }

            public override Tensor forward(Tensor tensor) => nn.functional.layer_norm(tensor, normalized_shape, _weight, _bias, eps);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) => new(inputSize, outputSize, hasBias, device, dtype);
            public static Linear Linear(Parameter weight, Parameter? bias = null) => new(weight, bias);

            public static Embedding Embedding(long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null, double norm_type = 2, bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null) =>
                new(num_embeddings, embedding_dims, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse, device, dtype);

            public static LayerNorm LayerNorm(long[] normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(normalized_shape, eps, elementwise_affine, bias, device, dtype);

            public static LayerNorm LayerNorm(long normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new([normalized_shape], eps, elementwise_affine, bias, device, dtype);
        }
    }
}
