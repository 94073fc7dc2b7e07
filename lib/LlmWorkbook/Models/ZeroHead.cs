using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Models;

/// <summary>From hidden states to a few numbers each, which begin at 0.</summary>
internal static class ZeroHead
{
    /// <summary>A head (C to <paramref name="outputs"/>) without bias, of zeros, of the type and on the device of <paramref name="body"/>.</summary>
    public static Linear For(Module body, TransformerConfig config, int outputs = 1)
    {
        var like = body.parameters().First();
        var head = Linear(config.Width, outputs, hasBias: false, device: like.device, dtype: like.dtype);
        using var _ = no_grad();
        init.zeros_(head.weight);
        return head;
    }
}
