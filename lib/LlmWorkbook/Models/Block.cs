using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Models;

/// <summary>One pre-norm transformer block (Radford et al. 2019, GPT-2): x + attention(norm(x)), then x + mlp(norm(x)).</summary>
public sealed class Block : Module<Tensor, Tensor>
{
    [ComponentName(Name = "ln_1")] private readonly LayerNorm norm1;
    [ComponentName(Name = "attn")] private readonly Attention attention;
    [ComponentName(Name = "ln_2")] private readonly LayerNorm norm2;
    [ComponentName(Name = "mlp")] private readonly FeedForward feedForward;

    /// <summary>One block.</summary>
    /// <param name="config">Shape of the model.</param>
    /// <param name="device">Where its parameters are made.</param>
    public Block(TransformerConfig config, Device device) : base(nameof(Block))
    {
        norm1 = LayerNorm(config.Width, bias: config.Bias, device: device);
        attention = new Attention(config, device);
        norm2 = LayerNorm(config.Width, bias: config.Bias, device: device);
        feedForward = new FeedForward(config, device);
        RegisterComponents();
    }

    /// <summary>(B, T, C) to (B, T, C).</summary>
    public override Tensor forward(Tensor x) => Forward(x, null, 0);

    internal Tensor Forward(Tensor x, KeyValueCache? cache, int layer)
    {
        using var scope = NewDisposeScope();
        var attended = x + attention.Attend(norm1.call(x), cache, layer);
        return (attended + feedForward.call(norm2.call(attended))).MoveToOuterDisposeScope();
    }
}
