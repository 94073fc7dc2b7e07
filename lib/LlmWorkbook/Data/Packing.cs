using static TorchSharp.torch;

namespace LlmWorkbook.Data;

/// <summary>
/// How several answers to one prompt stand in one row, so that the prompt is read once for all of them: all of the prompt but its last token, then for each
/// answer that last token and the answer. It owns its tensors.
/// </summary>
/// <param name="positions">Where each token would stand in a row of its own, int64 (B, T).</param>
/// <param name="isVisible">True where position i may look at position j: within the same answer and back to the prompt, bool (B, 1, T, T).</param>
/// <param name="owners">Number of the answer that a token belongs to, over the whole batch; 0 in prompts and filled-up places, where nothing is asked for. int64 (B, T).</param>
/// <param name="ends">Place of each of the N answers' last token in the flattened batch, int64 (N).</param>
public sealed class Packing(Tensor positions, Tensor isVisible, Tensor owners, Tensor ends) : IDisposable
{
    /// <summary>Where each token would stand in a row of its own, int64 (B, T).</summary>
    public Tensor Positions { get; } = positions;

    /// <summary>True where position i may look at position j, bool (B, 1, T, T).</summary>
    public Tensor IsVisible { get; } = isVisible;

    /// <summary>Number of the answer that a token belongs to, int64 (B, T); 0 where it belongs to none.</summary>
    public Tensor Owners { get; } = owners;

    /// <summary>Place of each answer's last token in the flattened batch, int64 (N).</summary>
    public Tensor Ends { get; } = ends;

    /// <summary>Frees all tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in new[] { Positions, IsVisible, Owners, Ends })
            tensor.Dispose();
    }
}
