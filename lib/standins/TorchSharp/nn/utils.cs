using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>Scales all gradients so that the norm of all of them together is at most <paramref name="max_norm"/>.</summary>
            /// <returns>the norm before; 0 when there are no gradients</returns>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using var scope = NewDisposeScope();
                using var recordingOff = no_grad();
                var grads = Grads(tensors);
                if (grads.Length == 0)
                    return 0;
                if (norm_type == 2 && Fused.ClipGradNorm(grads, max_norm) is { } fused)
                    return fused;
                Tensor total;
                if (double.IsPositiveInfinity(norm_type))
                    total = stack(grads.Select(g => g.abs().max())).max();
                else
                    total = stack(Aten.Many("_foreach_norm.Scalar", Arg.List(grads), norm_type)).norm((float)norm_type);
                var norm = total.ToDouble();
                var scale = max_norm / (norm + 1e-6);
                if (scale < 1)
                    Aten.Do("_foreach_mul_.Scalar", Arg.List(grads), scale);
                return norm;
            }

            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var scope = NewDisposeScope();
                using var recordingOff = no_grad();
                foreach (var grad in Grads(tensors))
                    grad.clamp_(-clip_value, clip_value);
            }

            private static Tensor[] Grads(IEnumerable<Parameter> tensors)
            {
                ArgumentNullException.ThrowIfNull(tensors);
                return tensors.Select(p => p.grad).OfType<Tensor>().ToArray();
            }

            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors)
            {
                using var scope = NewDisposeScope();
                return cat(tensors.Select(p => p.reshape(-1)).ToArray()).MoveToOuterDisposeScope();
            }

            public static void vector_to_parameters(Tensor vec, IEnumerable<Parameter> tensors)
            {
                using var scope = NewDisposeScope();
                using var recordingOff = no_grad();
                long offset = 0;
                foreach (var p in tensors)
                {
                    p.copy_(vec.narrow(0, offset, p.numel()).view_as(p));
                    offset += p.numel();
                }
            }
        }
    }
}
