using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;

namespace LlmWorkbook.Tests.Parity;

/// <summary>The C# side of cases/losses.py.</summary>
internal static class LossOperations
{
    public static readonly Dictionary<string, Operation> Losses = Build();

    private static Dictionary<string, Operation> Build()
    {
        var all = new Dictionary<string, Operation>
        {
            ["cross_entropy_plain"] = x => [cross_entropy(x("x").flatten(0, 1), x("target").flatten())],
            ["cross_entropy_other_ignore_index"] = x => [cross_entropy(x("x"), x("target"), ignore_index: 0)],
            ["cross_entropy_smoothed_and_weighted"] = x => [cross_entropy(x("x"), x("target"), x("weight"), label_smoothing: 0.1)],
            ["logsigmoid"] = x => [logsigmoid(x("x"))],
            ["logsumexp"] = x => [x("x").logsumexp(1), x("x").logsumexp(0, keepdim: true)],
            ["cosine_similarity"] = x => [cosine_similarity(x("a"), x("b"), 1)],
        };
        foreach (var (name, reduction) in new[] { ("none", Reduction.None), ("mean", Reduction.Mean), ("sum", Reduction.Sum) })
        {
            all[$"cross_entropy_{name}"] = x => [cross_entropy(x("x"), x("target"), reduction: reduction)];
            all[$"nll_loss_{name}"] = x => [nll_loss(log_softmax(x("x"), 1), x("target"), reduction: reduction)];
            all[$"mse_loss_{name}"] = x => [mse_loss(x("x"), x("target"), reduction)];
            all[$"l1_loss_{name}"] = x => [l1_loss(x("x"), x("target"), reduction)];
            all[$"huber_loss_{name}"] = x => [huber_loss(x("x"), x("target"), 0.7, reduction)];
            all[$"smooth_l1_loss_{name}"] = x => [smooth_l1_loss(x("x"), x("target"), reduction, 0.7)];
            all[$"binary_cross_entropy_with_logits_{name}"] = x => [binary_cross_entropy_with_logits(x("x"), x("target"), null, reduction, x("positive"))];
            all[$"kl_div_{name}"] = x => [kl_div(log_softmax(x("x"), 1), x("target"), log_target: false, reduction: reduction)];
            all[$"kl_div_log_target_{name}"] = x => [kl_div(log_softmax(x("x"), 1), log_softmax(x("target"), 1), log_target: true, reduction: reduction)];
        }
        return all;
    }
}
