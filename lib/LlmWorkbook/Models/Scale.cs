namespace LlmWorkbook.Models;

/// <summary>One dial for the size of a model: width, depth, heads, batch and learning rate follow from it.</summary>
public enum Scale
{
    /// <summary>2 blocks, 64 wide: seconds.</summary>
    Tiny,

    /// <summary>3 blocks, 96 wide: the lessons' size, for two CPU cores.</summary>
    Small,

    /// <summary>4 blocks, 128 wide.</summary>
    Base,

    /// <summary>8 blocks, 384 wide: for a GPU.</summary>
    Gpu,
}

/// <summary>What a <see cref="Scale"/> stands for.</summary>
/// <param name="Layers">Number of blocks.</param>
/// <param name="Width">Width of the residual stream.</param>
/// <param name="Heads">Attention heads per block.</param>
/// <param name="BatchSize">Documents per batch.</param>
/// <param name="LearningRate">Highest learning rate.</param>
public sealed record ScaleShape(int Layers, int Width, int Heads, int BatchSize, double LearningRate)
{
    /// <summary>The shape of a scale.</summary>
    public static ScaleShape Of(Scale scale) => scale switch
    {
        Scale.Tiny => new(2, 64, 2, 12, 5e-3),
        Scale.Small => new(3, 96, 8, 6, 4e-3),
        Scale.Base => new(4, 128, 4, 16, 3e-3),
        Scale.Gpu => new(8, 384, 6, 64, 1e-3),
        _ => throw new ArgumentOutOfRangeException(nameof(scale), scale, "There is no such scale."),
    };
}
