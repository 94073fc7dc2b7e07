using static TorchSharp.torch;

namespace LlmWorkbook.Objectives;

/// <summary>Averages over the places that count, whatever stands at the others.</summary>
public static class Masked
{
    /// <summary>The mean of <paramref name="x"/> over the places that count.</summary>
    /// <param name="x">Any shape; its type is the result's.</param>
    /// <param name="isCounted">True where a place counts, bool of the same shape.</param>
    /// <returns>A scalar; not a number if no place counts.</returns>
    public static Tensor Mean(Tensor x, Tensor isCounted)
    {
        using var scope = NewDisposeScope();
        return (Filled(x, isCounted).sum() / isCounted.sum()).MoveToOuterDisposeScope();
    }

    /// <summary>The sample variance over the places that count: sum (x - mean)^2 / (n - 1), and 0 for a single place.</summary>
    /// <inheritdoc cref="Mean"/>
    public static Tensor Variance(Tensor x, Tensor isCounted)
    {
        using var scope = NewDisposeScope();
        var away = Filled(x - Mean(x, isCounted), isCounted);
        return (away.square().sum() / (isCounted.sum() - 1).clamp_min(1)).MoveToOuterDisposeScope();
    }

    /// <summary>0 where a place does not count, even if it holds an infinity or no number.</summary>
    internal static Tensor Filled(Tensor x, Tensor isCounted) => x.masked_fill(isCounted.logical_not(), 0);
}
