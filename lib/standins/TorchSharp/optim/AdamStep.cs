using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>What Adam remembers of a parameter: the step, running means of the gradient and of its square.</summary>
internal interface IAdamState
{
    long Step { get; set; }
    Tensor Mean { get; }
    Tensor Square { get; }
    Tensor? Largest { get; }
}

/// <summary>The step that Adam and AdamW share, over all parameters of a group at once; <c>decay</c> is AdamW's.</summary>
internal readonly record struct AdamStep(Tensor Parameter, Tensor Grad, IAdamState State)
{
    internal static void Validate(double lr, double beta1, double beta2, double eps, double weight_decay)
    {
        if (lr < 0)
            throw new ArgumentException($"Invalid learning rate: {lr}");
        if (eps < 0)
            throw new ArgumentException($"Invalid ε: {eps}");
        if (beta1 is < 0 or >= 1)
            throw new ArgumentException($"Invalid beta1: {beta1}");
        if (beta2 is < 0 or >= 1)
            throw new ArgumentException($"Invalid beta2: {beta2}");
        if (weight_decay < 0)
            throw new ArgumentException($"Invalid weight_decay value: {weight_decay}");
    }

    internal static void Run(List<AdamStep> all, double lr, double beta1, double beta2, double eps, bool amsgrad, double decay = 0)
    {
        foreach (var s in all)
            s.State.Step++;
        // Parameters that joined later count their own steps.
        foreach (var same in all.GroupBy(s => s.State.Step))
        {
            var parameters = Arg.List(same.Select(s => s.Parameter));
            var grads = Arg.List(same.Select(s => s.Grad));
            var means = Arg.List(same.Select(s => s.State.Mean));
            var squares = Arg.List(same.Select(s => s.State.Square));
            if (!amsgrad && Fused.AdamW(parameters, grads, means, squares, lr, beta1, beta2, eps, decay, same.Key))
                continue;
            if (decay != 0)
                Aten.Do("_foreach_mul_.Scalar", parameters, 1 - lr * decay);
            var (correction1, correction2) = (1 - Math.Pow(beta1, same.Key), 1 - Math.Pow(beta2, same.Key));
            Aten.Do("_foreach_mul_.Scalar", means, beta1);
            Aten.Do("_foreach_add_.List", means, grads, 1 - beta1);
            Aten.Do("_foreach_mul_.Scalar", squares, beta2);
            Aten.Do("_foreach_addcmul_.Scalar", squares, grads, grads, 1 - beta2);
            if (amsgrad)
            {
                foreach (var s in same)
                    Aten.Do("maximum.out", s.State.Largest!, s.State.Square, s.State.Largest!);
                squares = Arg.List(same.Select(s => s.State.Largest!));
            }
            var roots = Arg.List(Aten.Many("_foreach_sqrt", squares));
            Aten.Do("_foreach_div_.Scalar", roots, Math.Sqrt(correction2));
            Aten.Do("_foreach_add_.Scalar", roots, eps);
            Aten.Do("_foreach_addcdiv_.Scalar", parameters, means, roots, -lr / correction1);
        }
    }
}
