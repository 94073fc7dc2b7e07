using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Models;

/// <summary>
/// Low-rank adaptation (Hu et al. 2021, eq. 3): the decoder's own parameters are frozen, and each of its linear layers gives
/// W x + (alpha / r) B A x instead of W x. Only A and B, this module's parameters, are trained: hand it to the trainer in the decoder's
/// place and go on using the decoder, which starts unchanged because B starts at 0. Names are those of Hugging Face's PEFT.
/// </summary>
public sealed class Lora : Module
{
    private readonly List<(Linear Layer, LoraUpdate Update, Action Remove)> places = [];
    private readonly Parameter[] frozen;
    [ComponentName(Name = "updates")] private readonly ModuleDict<LoraUpdate> updates = new();

    /// <summary>Freezes a decoder and adds an update to its layers, until <see cref="Merge"/> or disposal.</summary>
    /// <param name="model">The decoder; stays the caller's.</param>
    /// <param name="config">Size and place of the updates.</param>
    /// <exception cref="WorkbookException">The decoder has no such layer.</exception>
    public Lora(Decoder model, LoraConfig config) : base(nameof(Lora))
    {
        foreach (var (path, module) in model.named_modules())
            if (module is Linear layer && config.Layers.Contains(path[(path.LastIndexOf('.') + 1)..]))
            {
                var update = new LoraUpdate(layer, config);
                var hook = layer.register_forward_hook((_, x, y) => Add(y, update.call(x)));
                places.Add((layer, update, hook.remove));
                updates.Add(path.Replace('.', '/'), update);
            }
        if (places.Count == 0)
            throw new WorkbookException($"The model has no linear layer named {string.Join(" or ", config.Layers)}; its blocks have c_attn, c_proj and c_fc.");
        frozen = [.. model.parameters().Where(p => p.requires_grad)];
        RegisterComponents();
        SetTrainable(false);
    }

    /// <summary>Number of parameters that are trained.</summary>
    public long ParameterCount => parameters().Sum(p => p.numel());

    /// <summary>Adds the updates to the decoder's matrices, W + (alpha / r) B A, and lets it go: it costs what it cost before.</summary>
    public void Merge()
    {
        using (no_grad())
            foreach (var (layer, update, _) in places)
            {
                using var matrix = update.Matrix();
                layer.weight!.add_(matrix);
            }
        LetGo();
    }

    /// <summary>Takes the updates away from the decoder; what was learned and not merged is lost.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            LetGo();
        base.Dispose(disposing);
    }

    private void LetGo()
    {
        if (places.Count == 0)
            return;
        foreach (var (_, _, remove) in places)
            remove();
        places.Clear();
        SetTrainable(true);
    }

    private void SetTrainable(bool isTrainable)
    {
        foreach (var parameter in frozen)
            parameter.requires_grad = isTrainable;
    }

    private static Tensor Add(Tensor y, Tensor update)
    {
        using (y)
        using (update)
            return y + update;
    }
}
