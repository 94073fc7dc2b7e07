using static TorchSharp.torch;

namespace LlmWorkbook.Data;

/// <summary>Inputs and their next-token targets, both int64 of shape (B, T) on one device.</summary>
public sealed class Batch : IDisposable
{
    /// <summary>Wraps two tensors; the batch owns them.</summary>
    /// <param name="inputs">Token ids, int64 (B, T).</param>
    /// <param name="targets">What should come next at each position, int64 (B, T).</param>
    public Batch(Tensor inputs, Tensor targets)
    {
        Inputs = inputs;
        Targets = targets;
    }

    /// <summary>Token ids, int64 (B, T).</summary>
    public Tensor Inputs { get; }

    /// <summary>Next token at each position, int64 (B, T).</summary>
    public Tensor Targets { get; }

    /// <summary>Frees both tensors.</summary>
    public void Dispose()
    {
        Inputs.Dispose();
        Targets.Dispose();
    }
}
