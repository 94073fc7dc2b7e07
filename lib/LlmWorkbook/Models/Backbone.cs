using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Models;

/// <summary>The part of a GPT below its head: token and position embeddings, L blocks, a last layer norm.</summary>
public sealed class Backbone : Module<Tensor, Tensor>
{
    private readonly TransformerConfig config;
    [ComponentName(Name = "wte")] private readonly Embedding tokenEmbedding;
    [ComponentName(Name = "wpe")] private readonly Embedding positionEmbedding;
    [ComponentName(Name = "drop")] private readonly Dropout dropout;
    [ComponentName(Name = "h")] private readonly ModuleList<Block> blocks;
    [ComponentName(Name = "ln_f")] private readonly LayerNorm lastNorm;

    /// <summary>A backbone whose parameters <see cref="Decoder"/> initialises.</summary>
    /// <param name="config">Shape of the model.</param>
    /// <param name="device">Where its parameters are made.</param>
    public Backbone(TransformerConfig config, Device device) : base(nameof(Backbone))
    {
        this.config = config;
        tokenEmbedding = Embedding(config.VocabularySize, config.Width, device: device);
        positionEmbedding = Embedding(config.BlockSize, config.Width, device: device);
        dropout = Dropout(config.Dropout);
        blocks = new ModuleList<Block>([.. Enumerable.Range(0, config.Layers).Select(_ => new Block(config, device))]);
        lastNorm = LayerNorm(config.Width, bias: config.Bias, device: device);
        RegisterComponents();
    }

    /// <summary>The token embedding's matrix (V, C), which is the head's as well.</summary>
    public Parameter TokenWeight => tokenEmbedding.weight!;

    /// <summary>Hidden states: int64 (B, T) to float (B, T, C).</summary>
    public override Tensor forward(Tensor tokens) => Forward(tokens, null);

    internal Tensor Forward(Tensor tokens, KeyValueCache? cache)
    {
        using var scope = NewDisposeScope();
        int before = cache?.Length ?? 0;
        long count = tokens.shape[1];
        if (before + count > config.BlockSize)
            throw new WorkbookException($"The model reads at most {config.BlockSize} tokens at once, not {before + count}; shorten the text or train with a larger BlockSize.");
        var positions = arange(before, before + count, dtype: int64, device: tokens.device);
        var x = tokenEmbedding.call(tokens) + positionEmbedding.call(positions); // (B, N, C)
        if (config.Dropout > 0)
            x = dropout.call(x);
        for (int layer = 0; layer < blocks.Count; layer++)
            x = blocks[layer].Forward(x, cache, layer);
        cache?.Advance((int)count);
        return lastNorm.call(x).MoveToOuterDisposeScope();
    }
}
