using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Models;

/// <summary>One layer's low-rank update: x to (alpha / r) B A x, with A (r, in) drawn at random and B (out, r) of zeros.</summary>
internal sealed class LoraUpdate : Module<Tensor, Tensor>
{
    private readonly double scale;
    [ComponentName(Name = "lora_A")] private readonly Linear down;
    [ComponentName(Name = "lora_B")] private readonly Linear up;

    public LoraUpdate(Linear layer, LoraConfig config) : base(nameof(LoraUpdate))
    {
        scale = config.Alpha / config.Rank;
        var (device, type) = (layer.weight!.device, layer.weight!.dtype);
        down = Linear(layer.in_features, config.Rank, hasBias: false, device, type);
        up = Linear(config.Rank, layer.out_features, hasBias: false, device, type);
        using var _ = no_grad();
        init.zeros_(up.weight);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return (scale * up.call(down.call(x))).MoveToOuterDisposeScope(); // (..., in) -> (..., r) -> (..., out)
    }

    /// <summary>The update as one matrix, (out, in).</summary>
    public Tensor Matrix()
    {
        using var scope = NewDisposeScope();
        return (scale * up.weight!.matmul(down.weight!)).MoveToOuterDisposeScope();
    }
}
