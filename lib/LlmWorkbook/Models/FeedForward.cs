using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Models;

/// <summary>The block's position-wise network: W2 gelu(W1 x), four times as wide inside (Hendrycks and Gimpel 2016 for GELU).</summary>
public sealed class FeedForward : Module<Tensor, Tensor>
{
    private readonly TransformerConfig config;
    [ComponentName(Name = "c_fc")] private readonly Linear expand;
    [ComponentName(Name = "c_proj")] private readonly Linear projection;
    [ComponentName(Name = "dropout")] private readonly Dropout dropout;

    /// <summary>One feed-forward network.</summary>
    /// <param name="config">Shape of the model.</param>
    /// <param name="device">Where its parameters are made.</param>
    public FeedForward(TransformerConfig config, Device device) : base(nameof(FeedForward))
    {
        this.config = config;
        expand = Linear(config.Width, 4 * config.Width, config.Bias, device);
        projection = Linear(4 * config.Width, config.Width, config.Bias, device);
        dropout = Dropout(config.Dropout);
        RegisterComponents();
    }

    /// <summary>(B, T, C) to (B, T, C).</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var inner = functional.gelu(expand.call(x), config.TanhGelu ? TorchSharp.Modules.GELU.Approximate.tanh : TorchSharp.Modules.GELU.Approximate.none); // (B, T, 4C)
        var projected = projection.call(inner);
        return (config.Dropout > 0 ? dropout.call(projected) : projected).MoveToOuterDisposeScope();
    }
}
