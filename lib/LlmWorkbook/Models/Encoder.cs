using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Models;

/// <summary>
/// A BERT (Devlin et al. 2019): every position looks at all others. Above the backbone are BERT's two heads: one that fills
/// masked places, tied to the token embedding, and one that says whether the second sentence follows the first. Blocks are
/// pre-norm, as in GPT-2; BERT's own, post-norm, need a longer warm-up (Xiong et al. 2020).
/// </summary>
public sealed class Encoder : Module<Tensor, Tensor>
{
    private readonly bool hasSegments;
    [ComponentName(Name = "transformer")] private readonly Backbone backbone;
    [ComponentName(Name = "mlm_dense")] private readonly Linear dense;
    [ComponentName(Name = "mlm_norm")] private readonly LayerNorm norm;
    [ComponentName(Name = "mlm_bias")] private readonly Parameter bias;
    [ComponentName(Name = "pooler")] private readonly Linear pooler;
    [ComponentName(Name = "nsp")] private readonly Linear isNext;

    /// <summary>An encoder with fresh parameters from torch's global generator, as in <see cref="Decoder"/>.</summary>
    /// <param name="config">Shape of the model; the head is always tied.</param>
    /// <param name="device">Where the parameters are made; <see cref="Compute.Device"/> if null.</param>
    /// <param name="hasSegments">Whether the two sentences of a pair are told apart by an embedding.</param>
    /// <exception cref="WorkbookException">The configuration contradicts itself.</exception>
    public Encoder(TransformerConfig config, Device? device = null, bool hasSegments = false) : base(nameof(Encoder))
    {
        (Config, this.hasSegments) = (config.Validated(), hasSegments);
        device ??= Compute.Device;
        backbone = new Backbone(config, device, isCausal: false, hasSegments);
        dense = Linear(config.Width, config.Width, config.Bias, device);
        norm = LayerNorm(config.Width, bias: config.Bias, device: device);
        bias = new Parameter(zeros(config.VocabularySize, device: device));
        pooler = Linear(config.Width, config.Width, hasBias: true, device: device);
        isNext = Linear(config.Width, 2, hasBias: true, device: device);
        RegisterComponents();
        Backbone.Initialise(this, config);
    }

    /// <summary>Shape of the model.</summary>
    public TransformerConfig Config { get; }

    /// <summary>Where the parameters are.</summary>
    public Device Device => bias.device;

    /// <summary>Number of parameters; the tied head counts once.</summary>
    public long ParameterCount => parameters().Sum(p => p.numel());

    /// <summary>Scores of every token at every position, where there is no padding: int64 (B, T) to float (B, T, V).</summary>
    /// <exception cref="WorkbookException">T is longer than the model's context.</exception>
    public override Tensor forward(Tensor tokens)
    {
        using var hidden = Hidden(tokens);
        return Scores(hidden);
    }

    /// <summary>Hidden states: one vector per position, made from all positions.</summary>
    /// <param name="tokens">Token ids, int64 (B, T).</param>
    /// <param name="isPad">True where nobody may look, bool (B, T); null if there is no padding.</param>
    /// <param name="segments">0 in the first, 1 in the second sentence, int64 (B, T); null for 0 everywhere.</param>
    /// <returns>float (B, T, C).</returns>
    /// <exception cref="WorkbookException">T is longer than the model's context.</exception>
    public Tensor Hidden(Tensor tokens, Tensor? isPad = null, Tensor? segments = null)
    {
        using var isVisible = View.Visible(isPad);
        return backbone.Forward(tokens, new() { IsVisible = isVisible }, segments);
    }

    /// <summary>Scores of every token from hidden states: float (..., C) to (..., V). Give only the positions that are asked for.</summary>
    public Tensor Scores(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        var transformed = norm.call(functional.gelu(dense.call(hidden)));
        return functional.linear(transformed, backbone.TokenWeight, bias).MoveToOuterDisposeScope();
    }

    /// <summary>One vector for the whole text, from the hidden state of its first token, [CLS]: float (B, T, C) to (B, C).</summary>
    public Tensor Pooled(Tensor hidden)
    {
        using var first = hidden.select(1, 0);
        using var mixed = pooler.call(first);
        return mixed.tanh();
    }

    /// <summary>Scores of "follows" at index 1 and "does not" at index 0: pooled float (B, C) to (B, 2).</summary>
    public Tensor IsNextScores(Tensor pooled) => isNext.call(pooled);

    /// <summary>A second model with the same values: the body of a classifier, while this one stays as it is.</summary>
    public Encoder Copy()
    {
        var copy = new Encoder(Config, Device, hasSegments);
        copy.to(bias.dtype);
        using var _ = no_grad();
        foreach (var (to, from) in copy.parameters().Zip(parameters()))
            to.copy_(from);
        copy.train(training);
        return copy;
    }

    /// <summary>How much each position looks at each other, per head.</summary>
    /// <param name="tokens">Token ids, int64 (B, T).</param>
    /// <param name="layer">Number of the block, from 0.</param>
    /// <returns>float (B, H, T, T): row i is where position i looks; rows add up to 1.</returns>
    /// <exception cref="WorkbookException">There is no such block, or T is longer than the model's context.</exception>
    public Tensor AttentionWeights(Tensor tokens, int layer) => backbone.AttentionWeights(tokens, layer);
}
