using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Objectives;

/// <summary>
/// SimCLR's NT-Xent loss (Chen et al. 2020, eq. 1): of two views of each sentence, each must find the other among all other
/// 2 B - 1 vectors of the batch: the mean of -log softmax over j != i of (cos(z_i, z_j) / temperature), at its partner.
/// </summary>
public static class ContrastiveLoss
{
    /// <summary>The mean loss.</summary>
    /// <param name="first">One view's embeddings, float (B, C), B at least 2.</param>
    /// <param name="second">The other view's, in the same order, float (B, C).</param>
    /// <param name="temperature">Divides the cosines; small values look at the nearest neighbours only.</param>
    /// <returns>A scalar in nats per view; ln(2 B - 1) if all vectors are alike.</returns>
    public static Tensor Mean(Tensor first, Tensor second, double temperature = 0.1)
    {
        using var scope = NewDisposeScope();
        long count = first.shape[0];
        var z = functional.normalize(cat([first, second]), dim: 1);                                  // (2 B, C), length 1
        var similarity = z.matmul(z.transpose(0, 1)) / temperature;                                  // (2 B, 2 B)
        var isItself = eye(2 * count, dtype: @bool, device: z.device);
        var partner = arange(2 * count, dtype: int64, device: z.device).roll(count, 0);              // (2 B): i + B mod 2 B
        return functional.cross_entropy(similarity.masked_fill(isItself, double.NegativeInfinity), partner).MoveToOuterDisposeScope();
    }
}
