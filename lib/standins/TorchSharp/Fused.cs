using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>
/// The operators of native/fused_operators.cpp: what training spends its time on, in one pass over memory each, for float32
/// on the CPU. Null or false means that the tensors are of another kind, nothing was done, and the caller goes the long way.
/// </summary>
internal static class Fused
{
    /// <summary>softmax(Q Kᵀ / √D [what is not seen hidden]) V of (B, H, T, D); a mask is bool (Tq, Tk) or (B, 1, Tq, Tk), any of B and Tq being 1.</summary>
    internal static Tensor? Attention(Tensor query, Tensor key, Tensor value, Tensor? mask, bool causal) =>
        Aten.Maybe("workbook::attention", query, key, value, Arg.Maybe(mask), causal);

    /// <summary>x Φ(x), exactly; of any tensor.</summary>
    internal static Tensor Gelu(Tensor x) => Aten.One("workbook::gelu", x);

    /// <summary>Over the last dimensions; of any tensor.</summary>
    internal static Tensor LayerNorm(Tensor x, long[] shape, Tensor? weight, Tensor? bias, double eps) =>
        Aten.One("workbook::layer_norm", x, shape, Arg.Maybe(weight), Arg.Maybe(bias), eps);

    /// <summary>-log softmax(x)[target] of (N, V), by reduction 0 none, 1 mean, 2 sum; of any tensors.</summary>
    internal static Tensor CrossEntropy(Tensor logits, Tensor targets, long reduction, long ignored) => Aten.One("workbook::cross_entropy", logits, targets, reduction, ignored);

    /// <summary>One step of AdamW on all parameters of a group.</summary>
    internal static bool AdamW(Arg parameters, Arg grads, Arg means, Arg squares, double lr, double beta1, double beta2, double eps, double decay, long step) =>
        Aten.Bool("workbook::adamw_", parameters, grads, means, squares, lr, beta1, beta2, eps, decay, step);

    /// <summary>The L2 norm of all gradients together, which are scaled down where it is above <paramref name="most"/>.</summary>
    internal static double? ClipGradNorm(Tensor[] grads, double most)
    {
        double norm = BitConverter.Int64BitsToDouble(Aten.Plain("workbook::clip_grad_norm_", Arg.List(grads.AsEnumerable()), most).Bits);
        return norm < 0 ? null : norm;
    }
}
