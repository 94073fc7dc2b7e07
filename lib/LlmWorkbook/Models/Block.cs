using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Models;

/// <summary>
/// One pre-norm transformer block (Radford et al. 2019, GPT-2): x + attention(norm(x)), then x + mlp(norm(x)); in the decoder
/// of an encoder-decoder x + cross-attention(norm(x), memory) stands between them.
/// </summary>
public sealed class Block : Module<Tensor, Tensor>
{
    [ComponentName(Name = "ln_1")] private readonly LayerNorm norm1;
    [ComponentName(Name = "attn")] private readonly Attention attention;
    [ComponentName(Name = "ln_cross_attn")] private readonly LayerNorm? crossNorm;
    [ComponentName(Name = "crossattention")] private readonly CrossAttention? crossAttention;
    [ComponentName(Name = "ln_2")] private readonly LayerNorm norm2;
    [ComponentName(Name = "mlp")] private readonly FeedForward feedForward;

    /// <summary>One block.</summary>
    /// <param name="config">Shape of the model.</param>
    /// <param name="device">Where its parameters are made.</param>
    /// <param name="isCausal">Whether a position looks at itself and those before it or at all.</param>
    /// <param name="readsMemory">Whether it also looks at what an encoder has read.</param>
    public Block(TransformerConfig config, Device device, bool isCausal = true, bool readsMemory = false) : base(nameof(Block))
    {
        norm1 = LayerNorm(config.Width, bias: config.Bias, device: device);
        attention = new Attention(config, device, isCausal);
        if (readsMemory)
        {
            crossNorm = LayerNorm(config.Width, bias: config.Bias, device: device);
            crossAttention = new CrossAttention(config, device);
        }
        norm2 = LayerNorm(config.Width, bias: config.Bias, device: device);
        feedForward = new FeedForward(config, device);
        RegisterComponents();
    }

    /// <summary>(B, T, C) to (B, T, C).</summary>
    public override Tensor forward(Tensor x) => Forward(x, default);

    internal Tensor Forward(Tensor x, View view)
    {
        using var scope = NewDisposeScope();
        x = x + attention.Attend(norm1.call(x), view);
        if (crossAttention is not null)
            x = x + crossAttention.Attend(crossNorm!.call(x), view.Memory!, view.IsMemoryVisible);
        return (x + feedForward.call(norm2.call(x))).MoveToOuterDisposeScope();
    }

    /// <summary>This block's attention weights, (B, H, T, T).</summary>
    internal Tensor AttentionWeights(Tensor x, View view)
    {
        using var normed = norm1.call(x);
        return attention.Weights(normed, view);
    }
}
