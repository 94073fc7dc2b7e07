using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Models;

/// <summary>
/// Multi-head self-attention (Vaswani et al. 2017, "Attention Is All You Need", eq. 1):
/// softmax(Q K^T / sqrt(D) + mask) V per head, heads concatenated and projected.
/// </summary>
public sealed class Attention : Module<Tensor, Tensor>
{
    private readonly TransformerConfig config;
    private readonly bool isCausal;
    [ComponentName(Name = "c_attn")] private readonly Linear queryKeyValue;
    [ComponentName(Name = "c_proj")] private readonly Linear projection;
    [ComponentName(Name = "resid_dropout")] private readonly Dropout dropout;

    /// <summary>One attention layer.</summary>
    /// <param name="config">Shape of the model.</param>
    /// <param name="device">Where its parameters are made.</param>
    /// <param name="isCausal">Whether a position looks at itself and those before it (GPT) or at all (BERT).</param>
    public Attention(TransformerConfig config, Device device, bool isCausal = true) : base(nameof(Attention))
    {
        (this.config, this.isCausal) = (config, isCausal);
        queryKeyValue = Linear(config.Width, 3 * config.Width, config.Bias, device);
        projection = Linear(config.Width, config.Width, config.Bias, device);
        dropout = Dropout(config.Dropout);
        RegisterComponents();
    }

    /// <summary>(B, T, C) to (B, T, C).</summary>
    public override Tensor forward(Tensor x) => Attend(x, default);

    /// <summary>The same for N new positions behind those that the view's cache holds: (B, N, C) to (B, N, C).</summary>
    internal Tensor Attend(Tensor x, View view)
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = Heads(x);
        int before = view.Cache?.Length ?? 0;
        if (view.Cache is not null)
            (k, v) = view.Cache.Append(view.Layer, k, v);                                            // (B, H, before + N, D)
        double p = training ? config.Dropout : 0;
        var mask = before > 0 ? CausalMask(before, x.shape[1], x.device) : view.IsVisible;
        var mixed = functional.scaled_dot_product_attention(q, k, v, mask, p, is_casual: isCausal && mask is null && before == 0);
        var projected = projection.call(config.JoinHeads(mixed));                                    // (B, N, C)
        return (config.Dropout > 0 ? dropout.call(projected) : projected).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Weights that copy (mimetic initialisation, Trockman and Kolter 2023): W_Q = W_K, so that a score is high where the states are alike, and
    /// W_O = W_V^T, so that what is read is added as it is; W_Q^T W_K and W_O W_V are the identity on average, as entries are N(0, 1 / sqrt(C)).
    /// </summary>
    internal void InitialiseMimetic()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var parts = queryKeyValue.weight!.split(config.Width, 0);                                    // 3 x (C, C)
        init.normal_(parts[0], 0, 1 / Math.Sqrt(config.Width));
        parts[1].copy_(parts[0]);
        init.normal_(parts[2], 0, 1 / Math.Sqrt(config.Width));
        projection.weight!.copy_(parts[2].t());
    }

    /// <summary>How much each position looks at each other: (B, T, C) to (B, H, T, T), rows of which add up to 1.</summary>
    internal Tensor Weights(Tensor x, View view)
    {
        using var scope = NewDisposeScope();
        var (q, k, _) = Heads(x);
        var scores = q.matmul(k.transpose(-2, -1)) / Math.Sqrt(config.HeadWidth);                    // (B, H, T, T)
        if ((isCausal ? CausalMask(0, x.shape[1], x.device) : view.IsVisible) is { } isVisible)
            scores = scores.masked_fill(isVisible.logical_not(), double.NegativeInfinity);
        return scores.softmax(-1).MoveToOuterDisposeScope();
    }

    private (Tensor Query, Tensor Key, Tensor Value) Heads(Tensor x)
    {
        var parts = queryKeyValue.call(x).split(config.Width, 2);                                    // 3 x (B, N, C)
        return (config.SplitHeads(parts[0]), config.SplitHeads(parts[1]), config.SplitHeads(parts[2]));
    }

    /// <summary>True where new position i may look at position j, j &lt;= before + i; nothing to forbid for a single new one.</summary>
    private static Tensor? CausalMask(int before, long count, Device device) => count == 1
        ? null
        : ones(count, before + count, dtype: @bool, device: device).tril(before);
}
