using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Models;

/// <summary>
/// An encoder-decoder (Vaswani et al. 2017; Raffel et al. 2020, T5): the encoder reads the whole input, the decoder writes
/// the output token by token and looks at the encoder's hidden states in every block. Both share one token embedding, which
/// is the head's as well; positions are learned, as in the other models here (T5 has relative ones).
/// </summary>
public sealed class EncoderDecoder : Module<Tensor, Tensor, Tensor>
{
    [ComponentName(Name = "encoder")] private readonly Backbone encoder;
    [ComponentName(Name = "decoder")] private readonly Backbone decoder;

    /// <summary>A model with fresh parameters from torch's global generator, as in <see cref="Decoder"/>.</summary>
    /// <param name="config">Shape of each half: L blocks in the encoder and L in the decoder. The head is always tied.</param>
    /// <param name="device">Where the parameters are made; <see cref="Compute.Device"/> if null.</param>
    /// <exception cref="WorkbookException">The configuration contradicts itself.</exception>
    public EncoderDecoder(TransformerConfig config, Device? device = null) : base(nameof(EncoderDecoder))
    {
        Config = config.Validated();
        device ??= Compute.Device;
        encoder = new Backbone(config, device, isCausal: false);
        decoder = new Backbone(config, device, encoder: encoder);
        RegisterComponents();
        Backbone.Initialise(this, config);
    }

    /// <summary>Shape of each half.</summary>
    public TransformerConfig Config { get; }

    /// <summary>Where the parameters are.</summary>
    public Device Device => encoder.TokenWeight.device;

    /// <summary>Number of parameters; the shared embedding counts once.</summary>
    public long ParameterCount => parameters().Sum(p => p.numel());

    /// <summary>Scores of every next output token, where the input has no padding.</summary>
    /// <param name="tokens">Input, int64 (B, T).</param>
    /// <param name="outputs">Output so far, int64 (B, S).</param>
    /// <returns>float (B, S, V).</returns>
    /// <exception cref="WorkbookException">T or S is longer than the model's context.</exception>
    public override Tensor forward(Tensor tokens, Tensor outputs)
    {
        using var memory = Encode(tokens);
        using var hidden = Decode(outputs, memory);
        return Scores(hidden);
    }

    /// <summary>What the encoder makes of the input, once for all outputs.</summary>
    /// <param name="tokens">Input, int64 (B, T).</param>
    /// <param name="isPad">True where nobody may look, bool (B, T); null if there is no padding.</param>
    /// <returns>float (B, T, C).</returns>
    public Tensor Encode(Tensor tokens, Tensor? isPad = null)
    {
        using var isVisible = View.Visible(isPad);
        return encoder.Forward(tokens, new() { IsVisible = isVisible });
    }

    /// <summary>The decoder's hidden states.</summary>
    /// <param name="outputs">Output so far, int64 (B, S).</param>
    /// <param name="memory">What <see cref="Encode"/> gave, float (B, T, C).</param>
    /// <param name="isPad">True where the input is padding, bool (B, T); null if there is none.</param>
    /// <returns>float (B, S, C).</returns>
    public Tensor Decode(Tensor outputs, Tensor memory, Tensor? isPad = null)
    {
        using var isVisible = View.Visible(isPad);
        return decoder.Forward(outputs, new() { Memory = memory, IsMemoryVisible = isVisible });
    }

    /// <summary>Scores of every token from the decoder's hidden states: float (..., C) to (..., V).</summary>
    public Tensor Scores(Tensor hidden) => functional.linear(hidden, encoder.TokenWeight);
}
