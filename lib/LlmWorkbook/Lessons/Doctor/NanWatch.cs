using LlmWorkbook.Data;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Lessons;

/// <summary>
/// Watches an objective for a loss that is no number, and finds the module it comes from before the step spreads it over all
/// parameters: <c>new Trainer(model, watch.Over(objective), …)</c>, then <c>LossDoctor.Examine(…, nan: watch)</c>.
/// </summary>
/// <param name="model">The model in training.</param>
public sealed class NanWatch(Module model)
{
    private readonly Lock turn = new();

    /// <summary>Where the first loss that is no number came from, in a sentence; null while all losses are numbers.</summary>
    public string? Finding { get; private set; }

    /// <summary>The same objective, watched, one batch at a time. Reading the loss costs little: the trainer reads it as well.</summary>
    public Func<Batch, Tensor> Over(Func<Batch, Tensor> objective) => batch =>
    {
        lock (turn)                                     // modules are watched for everyone who calls them
        {
            var loss = objective(batch);
            if (Finding is null && !double.IsFinite(loss.ToDouble()))
                Finding = Where(model, () => objective(batch).Dispose());
            return loss;
        }
    };

    /// <summary>Runs a forward pass and says which module first puts out what is no number.</summary>
    /// <param name="model">Its modules of the form Tensor to Tensor are watched, innermost first.</param>
    /// <param name="forward">One forward pass of the model, the objective included.</param>
    public static string Where(Module model, Action forward)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        string? first = null;
        var removers = new List<Action>();
        foreach (var (name, module) in model.named_modules())
        {
            if (module is not Module<Tensor, Tensor> watched)
                continue;
            var remover = watched.register_forward_hook((_, input, output) =>
            {
                if (first is null && !IsFinite(output))
                    first = Describe(name, watched, input);
                return output;
            });
            removers.Add(remover.remove);
        }
        try
        {
            forward();
        }
        finally
        {
            removers.ForEach(remove => remove());
        }
        return first ?? "All modules put out numbers: it arises in the objective, after the model.";
    }

    private static string Describe(string name, Module module, Tensor input)
    {
        var broken = module.named_parameters().Where(p => !IsFinite(p.parameter)).Select(p => p.name).ToList();
        return (broken.Count, IsFinite(input)) switch
        {
            ( > 0, _) => $"It first appears in module {name}: its parameter {broken[0]} is no number, made so by the step before (a gradient that was none or too long).",
            (_, true) => $"It first appears in module {name}, whose input and parameters are numbers.",
            _ => $"It first appears before module {name}, in what that module is given.",
        };
    }

    private static bool IsFinite(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.isfinite().all().ToBoolean();
    }
}
