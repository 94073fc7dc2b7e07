using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Parity;

/// <summary>Five steps under given gradients lead where PyTorch's optimisers lead.</summary>
public sealed class OptimizerParityTests
{
    [Fact]
    public void AdamW_decays_all_in_one_group() => CheckSteps("adamw", (p, q) => optim.AdamW([p, q], beta2: 0.99, weight_decay: 0.1));

    [Fact]
    public void AdamW_decays_by_group() => CheckSteps("adamw_groups", (p, q) => optim.AdamW([
        new AdamW.ParamGroup([p], beta2: 0.95, weight_decay: 0.1),
        new AdamW.ParamGroup([q], beta2: 0.95)]));

    [Fact]
    public void Adam() => CheckSteps("adam", (p, q) => optim.Adam([p, q]));

    [Fact]
    public void SGD_with_momentum() => CheckSteps("sgd", (p, q) => optim.SGD([p, q], 0.1, momentum: 0.9));

    [Fact]
    public void Clip_grad_norm()
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFile.Open("optimisers");
        Tensor a = golden["clip_grad_norm/in/a"], b = golden["clip_grad_norm/in/b"];
        Parameter p = new(a.clone()), q = new(b.clone());
        int i = 0;
        foreach (double limit in new[] { 0.5, 100.0 })
        {
            (p.grad, q.grad) = (a.clone(), b.clone());
            double norm = nn.utils.clip_grad_norm_([p, q], limit);
            Assert.Equal(golden[$"clip_grad_norm/out/{i++}"].ToDouble(), norm, 1e-5);
            Golden.Same($"first gradient under {limit}", golden[$"clip_grad_norm/out/{i++}"], p.grad!);
            Golden.Same($"second gradient under {limit}", golden[$"clip_grad_norm/out/{i++}"], q.grad!);
        }
    }

    private static void CheckSteps(string name, Func<Parameter, Parameter, optim.Optimizer> make)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFile.Open("optimisers");
        var input = golden.Under(name + "/in/");
        Parameter p = new(input["a"].clone()), q = new(input["b"].clone());
        using var optimizer = make(p, q);
        for (int step = 0; step < 5; step++)
        {
            foreach (var group in optimizer.ParamGroups)
                group.LearningRate = 0.1 / (step + 1);
            (p.grad, q.grad) = (input["ga"][step].clone(), input["gb"][step].clone());
            optimizer.step();
        }
        Golden.Same($"{name}: first parameter", golden[name + "/out/0"], p);
        Golden.Same($"{name}: second parameter", golden[name + "/out/1"], q);
    }
}
