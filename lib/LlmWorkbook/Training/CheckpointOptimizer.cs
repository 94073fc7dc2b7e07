using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmWorkbook.Training;

/// <summary>AdamW's state as named tensors: <c>exp_avg.NAME</c>, <c>exp_avg_sq.NAME</c> and <c>step.NAME</c> for each parameter NAME.</summary>
internal sealed class CheckpointOptimizer : IDisposable
{
    private readonly Dictionary<string, (AdamW.State State, Tensor Steps)> states = [];

    /// <exception cref="ArgumentException">The optimiser has a parameter that is none of the model's.</exception>
    public CheckpointOptimizer(nn.Module model, AdamW optimizer)
    {
        var names = model.named_parameters().ToDictionary(p => p.parameter.Handle, p => p.name);
        foreach (var (parameter, state) in optimizer.parameters().Zip(optimizer.state_dict().State))
        {
            var name = names.GetValueOrDefault(parameter.Handle)
                ?? throw new ArgumentException("the optimiser has a parameter that is none of the model's", nameof(optimizer));
            var adam = (AdamW.State)state;
            states[name] = (adam, tensor(adam.step, dtype: ScalarType.Int64, device: CPU));
            Tensors[$"exp_avg.{name}"] = adam.exp_avg;
            Tensors[$"exp_avg_sq.{name}"] = adam.exp_avg_sq;
            if (adam.max_exp_avg_sq is { } max)
                Tensors[$"max_exp_avg_sq.{name}"] = max;
            Tensors[$"step.{name}"] = states[name].Steps;
        }
    }

    /// <summary>The live moments, and a copy of each step count.</summary>
    public Dictionary<string, Tensor> Tensors { get; } = [];

    /// <summary>Gives the step counts, once they are loaded, back to the optimiser.</summary>
    public void RestoreSteps()
    {
        foreach (var (state, steps) in states.Values)
            state.step = steps.item<long>();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, steps) in states.Values)
            steps.Dispose();
    }
}
