using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Models;

/// <summary>The part of a transformer below its head: token and position embeddings, L blocks, a last layer norm.</summary>
public sealed class Backbone : Module<Tensor, Tensor>
{
    private readonly TransformerConfig config;
    private readonly Func<Tensor, Tensor> embed;
    [ComponentName(Name = "wte")] private readonly Embedding? tokenEmbedding;
    [ComponentName(Name = "wpe")] private readonly Embedding positionEmbedding;
    [ComponentName(Name = "wse")] private readonly Embedding? segmentEmbedding;
    [ComponentName(Name = "drop")] private readonly Dropout dropout;
    [ComponentName(Name = "h")] private readonly ModuleList<Block> blocks;
    [ComponentName(Name = "ln_f")] private readonly LayerNorm lastNorm;

    /// <summary>A backbone whose parameters <see cref="Initialise"/> sets.</summary>
    /// <param name="config">Shape of the model.</param>
    /// <param name="device">Where its parameters are made.</param>
    /// <param name="isCausal">Whether a position looks at itself and those before it (GPT) or at all (BERT).</param>
    /// <param name="hasSegments">Whether the two sentences of a pair are told apart by an embedding (BERT).</param>
    /// <param name="encoder">The encoder that a decoder looks at, and whose token embedding it uses (T5); null for any other.</param>
    public Backbone(TransformerConfig config, Device device, bool isCausal = true, bool hasSegments = false, Backbone? encoder = null) : base(nameof(Backbone))
    {
        this.config = config;
        tokenEmbedding = encoder is null ? Embedding(config.VocabularySize, config.Width, device: device) : null;
        embed = encoder is null ? tokenEmbedding!.call : encoder.embed;
        positionEmbedding = Embedding(config.BlockSize, config.Width, device: device);
        segmentEmbedding = hasSegments ? Embedding(2, config.Width, device: device) : null;
        dropout = Dropout(config.Dropout);
        blocks = new ModuleList<Block>([.. Enumerable.Range(0, config.Layers).Select(_ => new Block(config, device, isCausal, encoder is not null))]);
        lastNorm = LayerNorm(config.Width, bias: config.Bias, device: device);
        RegisterComponents();
    }

    /// <summary>The token embedding's matrix (V, C), which is the head's as well.</summary>
    public Parameter TokenWeight => tokenEmbedding!.weight!;

    /// <summary>Hidden states: int64 (B, T) to float (B, T, C).</summary>
    public override Tensor forward(Tensor tokens) => Forward(tokens, default);

    internal Tensor Forward(Tensor tokens, View view, Tensor? segments = null)
    {
        using var scope = NewDisposeScope();
        var x = Embed(tokens, view, segments);
        for (int layer = 0; layer < blocks.Count; layer++)
            x = blocks[layer].Forward(x, view with { Layer = layer });
        view.Cache?.Advance((int)tokens.shape[1]);
        return lastNorm.call(x).MoveToOuterDisposeScope();
    }

    /// <summary>How much each position looks at each other in block number <paramref name="layer"/>: (B, H, T, T).</summary>
    internal Tensor AttentionWeights(Tensor tokens, int layer, View view = default, Tensor? segments = null)
    {
        if (layer < 0 || layer >= blocks.Count)
            throw new WorkbookException($"The model has blocks 0 to {blocks.Count - 1}, not {layer}; name one of them.");
        using var scope = NewDisposeScope();
        var x = Embed(tokens, view, segments);
        for (int below = 0; below < layer; below++)
            x = blocks[below].Forward(x, view);
        return blocks[layer].AttentionWeights(x, view).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Fresh parameters from torch's global generator for <paramref name="model"/>, whatever stands above its backbone: matrices
    /// N(0, 0.02), projections into the residual stream N(0, 0.02 / sqrt(2 L)), biases 0; norms stay 1. Self-attention starts as a copying
    /// machine instead where the configuration says so.
    /// </summary>
    internal static void Initialise(Module model, TransformerConfig config)
    {
        const double std = 0.02;
        double residualStd = std / Math.Sqrt(2.0 * config.Layers);
        using var _ = no_grad();
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (name.EndsWith("bias", StringComparison.Ordinal))
                init.zeros_(parameter);
            else if (parameter.dim() == 2)
                init.normal_(parameter, 0, name.EndsWith("c_proj.weight", StringComparison.Ordinal) ? residualStd : std);
        }
        if (config.MimeticAttention)
            foreach (var attention in model.modules().OfType<Attention>())
                attention.InitialiseMimetic();
    }

    private Tensor Embed(Tensor tokens, View view, Tensor? segments)
    {
        int before = view.Cache?.Length ?? 0;
        long count = view.Positions is null ? tokens.shape[1] : view.Positions.max().ToInt64() + 1;
        if (before + count > config.BlockSize)
            throw new WorkbookException($"The model reads at most {config.BlockSize} tokens at once, not {before + count}; shorten the text or train with a larger BlockSize.");
        var positions = view.Positions ?? arange(before, before + count, dtype: int64, device: tokens.device);
        var x = embed(tokens) + positionEmbedding.call(positions); // (B, N, C)
        if (segmentEmbedding is not null)
            x = x + segmentEmbedding.call(segments ?? zeros_like(tokens));
        return config.Dropout > 0 ? dropout.call(x) : x;
    }
}
