using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Models;

/// <summary>From hidden states to one number each.</summary>
internal static class ScalarHead
{
    /// <summary>A head (C to 1) without bias, of zeros, of the type and on the device of <paramref name="body"/>.</summary>
    public static Linear For(Decoder body)
    {
        var head = Linear(body.Config.Width, 1, hasBias: false, device: body.Device, dtype: body.parameters().First().dtype);
        using var _ = no_grad();
        init.zeros_(head.weight);
        return head;
    }
}
