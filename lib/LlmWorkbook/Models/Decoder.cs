using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Models;

/// <summary>
/// A GPT: the backbone and an output head, by default tied to the token embedding (Radford et al. 2019). Parameter names are
/// those of Hugging Face's GPT-2, one to one; linear weights are (out, in).
/// </summary>
public sealed class Decoder : Module<Tensor, Tensor>
{
    [ComponentName(Name = "transformer")] private readonly Backbone backbone;
    [ComponentName(Name = "lm_head")] private readonly Linear? ownHead;

    /// <summary>
    /// A decoder with fresh parameters from torch's global generator: N(0, 0.02), the two projections into the residual
    /// stream N(0, 0.02 / sqrt(2 L)), biases 0 and norms 1, unless <see cref="TransformerConfig.MimeticAttention"/> asks for another start.
    /// </summary>
    /// <param name="config">Shape of the model.</param>
    /// <param name="device">Where the parameters are made; <see cref="Compute.Device"/> if null.</param>
    /// <exception cref="WorkbookException">The configuration contradicts itself.</exception>
    public Decoder(TransformerConfig config, Device? device = null) : base(nameof(Decoder))
    {
        Config = config.Validated();
        device ??= Compute.Device;
        backbone = new Backbone(config, device);
        ownHead = config.TiedHead ? null : Linear(config.Width, config.VocabularySize, hasBias: false, device: device);
        RegisterComponents();
        Backbone.Initialise(this, config);
    }

    /// <summary>Shape of the model.</summary>
    public TransformerConfig Config { get; }

    /// <summary>Where the parameters are.</summary>
    public Device Device => parameters().First().device;

    /// <summary>Number of parameters; the tied head counts once.</summary>
    public long ParameterCount => parameters().Sum(p => p.numel());

    /// <summary>Scores of every next token at every position.</summary>
    /// <param name="tokens">Token ids, int64 (B, T).</param>
    /// <returns>Logits, float32 (B, T, V).</returns>
    /// <exception cref="WorkbookException">T is longer than the model's context.</exception>
    public override Tensor forward(Tensor tokens) => Forward(tokens, null);

    /// <summary>Scores after N new tokens that follow those in <paramref name="cache"/>, which takes them in.</summary>
    /// <param name="tokens">New token ids, int64 (B, N).</param>
    /// <param name="cache">What was read before; made for the same model and batch size.</param>
    /// <returns>Logits, float32 (B, N, V).</returns>
    /// <exception cref="WorkbookException">Old and new tokens together are longer than the model's context.</exception>
    public Tensor Forward(Tensor tokens, KeyValueCache? cache)
    {
        using var hidden = Hidden(tokens, cache); // (B, N, C)
        return Scores(hidden);                    // (B, N, V)
    }

    /// <summary>Hidden states below the head: one vector per position, made from it and those before it.</summary>
    /// <inheritdoc cref="Forward"/>
    /// <returns>float32 (B, N, C).</returns>
    public Tensor Hidden(Tensor tokens, KeyValueCache? cache = null) => backbone.Forward(tokens, new() { Cache = cache });

    /// <summary>The same of a batch, whose answers may share their prompts.</summary>
    /// <returns>float32 (B, T, C).</returns>
    /// <exception cref="WorkbookException">A prompt and an answer together are longer than the model's context.</exception>
    public Tensor Hidden(Data.Batch batch) => backbone.Forward(batch.Inputs, new() { Positions = batch.Packing?.Positions, IsVisible = batch.Packing?.IsVisible });

    /// <summary>Scores of every next token from hidden states: float (..., C) to (..., V).</summary>
    public Tensor Scores(Tensor hidden) => ownHead is null ? functional.linear(hidden, backbone.TokenWeight) : ownHead.call(hidden);

    /// <summary>A second model with the same values: a reference that stays while this one learns, or the body of a reward model.</summary>
    public Decoder Copy()
    {
        var copy = new Decoder(Config, Device);
        copy.to(parameters().First().dtype);
        using var _ = no_grad();
        foreach (var (to, from) in copy.parameters().Zip(parameters()))
            to.copy_(from);
        copy.train(training);
        return copy;
    }

    /// <summary>How much each position looks at itself and those before it, per head.</summary>
    /// <param name="tokens">Token ids, int64 (B, T).</param>
    /// <param name="layer">Number of the block, from 0.</param>
    /// <returns>float (B, H, T, T): row i is where position i looks; rows add up to 1.</returns>
    /// <exception cref="WorkbookException">There is no such block, or T is longer than the model's context.</exception>
    public Tensor AttentionWeights(Tensor tokens, int layer) => backbone.AttentionWeights(tokens, layer);
}
