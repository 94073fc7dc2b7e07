using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Models;

/// <summary>
/// Multi-head causal self-attention (Vaswani et al. 2017, "Attention Is All You Need", eq. 1):
/// softmax(Q K^T / sqrt(D) + mask) V per head, heads concatenated and projected.
/// </summary>
public sealed class Attention : Module<Tensor, Tensor>
{
    private readonly TransformerConfig config;
    [ComponentName(Name = "c_attn")] private readonly Linear queryKeyValue;
    [ComponentName(Name = "c_proj")] private readonly Linear projection;
    [ComponentName(Name = "resid_dropout")] private readonly Dropout dropout;

    /// <summary>One attention layer.</summary>
    /// <param name="config">Shape of the model.</param>
    /// <param name="device">Where its parameters are made.</param>
    public Attention(TransformerConfig config, Device device) : base(nameof(Attention))
    {
        this.config = config;
        queryKeyValue = Linear(config.Width, 3 * config.Width, config.Bias, device);
        projection = Linear(config.Width, config.Width, config.Bias, device);
        dropout = Dropout(config.Dropout);
        RegisterComponents();
    }

    /// <summary>Every position looks at itself and at those before it: (B, T, C) to (B, T, C).</summary>
    public override Tensor forward(Tensor x) => Attend(x, null, 0);

    /// <summary>The same for N new positions behind those that <paramref name="cache"/> holds: (B, N, C) to (B, N, C).</summary>
    internal Tensor Attend(Tensor x, KeyValueCache? cache, int layer)
    {
        using var scope = NewDisposeScope();
        long count = x.shape[1];
        var parts = queryKeyValue.call(x).split(config.Width, 2);                                    // 3 x (B, N, C)
        Tensor Heads(Tensor t) => t.view(-1, count, config.Heads, config.HeadWidth).transpose(1, 2); // (B, H, N, D)
        Tensor q = Heads(parts[0]), k = Heads(parts[1]), v = Heads(parts[2]);
        int before = cache?.Length ?? 0;
        if (cache is not null)
            (k, v) = cache.Append(layer, k, v);                                                      // (B, H, before + N, D)
        double p = training ? config.Dropout : 0;
        var mixed = before == 0
            ? functional.scaled_dot_product_attention(q, k, v, p: p, is_casual: true)
            : functional.scaled_dot_product_attention(q, k, v, CausalMask(before, count, x.device), p);
        var joined = mixed.transpose(1, 2).reshape(-1, count, config.Width);                         // (B, N, C)
        var projected = projection.call(joined);
        return (config.Dropout > 0 ? dropout.call(projected) : projected).MoveToOuterDisposeScope();
    }

    /// <summary>True where new position i may look at position j, j &lt;= before + i; nothing to forbid for a single new one.</summary>
    private static Tensor? CausalMask(int before, long count, Device device) => count == 1
        ? null
        : ones(count, before + count, dtype: @bool, device: device).tril(before);
}
