using static TorchSharp.torch;

namespace LlmWorkbook.Models;

/// <summary>Shape of a transformer; the defaults are nanoGPT's small model for a laptop's CPU.</summary>
public sealed record TransformerConfig
{
    /// <summary>Number of distinct tokens, V.</summary>
    public required int VocabularySize { get; init => field = Check.AtLeast(value, 1); }

    /// <summary>Longest context in tokens, T.</summary>
    public int BlockSize { get; init => field = Check.AtLeast(value, 1); } = 64;

    /// <summary>Number of blocks, L.</summary>
    public int Layers { get; init => field = Check.AtLeast(value, 1); } = 4;

    /// <summary>Attention heads per block, H; must divide <see cref="Width"/>.</summary>
    public int Heads { get; init => field = Check.AtLeast(value, 1); } = 4;

    /// <summary>Width of the residual stream, C.</summary>
    public int Width { get; init => field = Check.AtLeast(value, 1); } = 128;

    /// <summary>Share of activations that dropout zeroes in training.</summary>
    public double Dropout { get; init => field = Check.Within(value, 0, 0.99); }

    /// <summary>Whether linear layers and layer norms carry a bias (GPT-2: yes; nanoGPT: no).</summary>
    public bool Bias { get; init; }

    /// <summary>Whether the output head is the token embedding's matrix (GPT-2, nanoGPT) or one of its own.</summary>
    public bool TiedHead { get; init; } = true;

    /// <summary>
    /// Whether attention starts as a copying machine (mimetic initialisation, Trockman and Kolter 2023) instead of near zero: a head
    /// looks at what resembles the present state and adds it to the residual stream.
    /// </summary>
    public bool MimeticAttention { get; init; }

    /// <summary>GELU by its tanh approximation (GPT-2) instead of exactly.</summary>
    public bool TanhGelu { get; init; }

    /// <summary>Width of one head, D = C / H.</summary>
    public int HeadWidth => Width / Heads;

    /// <summary>One head beside the other: (B, N, C) to (B, H, N, D).</summary>
    internal Tensor SplitHeads(Tensor x) => x.view(-1, x.shape[1], Heads, HeadWidth).transpose(1, 2);

    /// <summary>Back again: (B, H, N, D) to (B, N, C).</summary>
    internal Tensor JoinHeads(Tensor x) => x.transpose(1, 2).reshape(-1, x.shape[2], Width);

    /// <summary>Checks what no single value shows.</summary>
    /// <exception cref="WorkbookException">The heads do not divide the width.</exception>
    public TransformerConfig Validated() => Width % Heads == 0
        ? this
        : throw new WorkbookException($"Width {Width} is not a multiple of Heads {Heads}; choose, for example, Width = {(Width / Heads + 1) * Heads}.");
}
