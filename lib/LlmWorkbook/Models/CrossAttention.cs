using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Models;

/// <summary>
/// Attention of a decoder to what an encoder has read (Vaswani et al. 2017, section 3.2.3): the queries come from the
/// decoder, keys and values from the encoder's last hidden states. Parameter names are those of Hugging Face's GPT-2.
/// </summary>
public sealed class CrossAttention : Module<Tensor, Tensor, Tensor>
{
    private readonly TransformerConfig config;
    [ComponentName(Name = "q_attn")] private readonly Linear query;
    [ComponentName(Name = "c_attn")] private readonly Linear keyValue;
    [ComponentName(Name = "c_proj")] private readonly Linear projection;
    [ComponentName(Name = "resid_dropout")] private readonly Dropout dropout;

    /// <summary>One cross-attention layer.</summary>
    /// <param name="config">Shape of the model.</param>
    /// <param name="device">Where its parameters are made.</param>
    public CrossAttention(TransformerConfig config, Device device) : base(nameof(CrossAttention))
    {
        this.config = config;
        query = Linear(config.Width, config.Width, config.Bias, device);
        keyValue = Linear(config.Width, 2 * config.Width, config.Bias, device);
        projection = Linear(config.Width, config.Width, config.Bias, device);
        dropout = Dropout(config.Dropout);
        RegisterComponents();
    }

    /// <summary>Every position of x, (B, S, C), looks at all of <paramref name="memory"/>, (B, T, C); the result is (B, S, C).</summary>
    public override Tensor forward(Tensor x, Tensor memory) => Attend(x, memory, null);

    /// <summary>The same, but only where <paramref name="isVisible"/>, bool (B, 1, 1, T), is true.</summary>
    internal Tensor Attend(Tensor x, Tensor memory, Tensor? isVisible)
    {
        using var scope = NewDisposeScope();
        var parts = keyValue.call(memory).split(config.Width, 2);                                   // 2 x (B, T, C)
        var mixed = functional.scaled_dot_product_attention(
            config.SplitHeads(query.call(x)), config.SplitHeads(parts[0]), config.SplitHeads(parts[1]),
            isVisible, training ? config.Dropout : 0);                                              // (B, H, S, D)
        var projected = projection.call(config.JoinHeads(mixed));                                   // (B, S, C)
        return (config.Dropout > 0 ? dropout.call(projected) : projected).MoveToOuterDisposeScope();
    }
}
