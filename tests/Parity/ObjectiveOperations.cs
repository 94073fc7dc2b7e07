using LlmWorkbook.Objectives;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LlmWorkbook.Tests.Parity;

/// <summary>The C# side of cases/objectives.py.</summary>
internal static class ObjectiveOperations
{
    public static readonly Dictionary<string, Operation> Objectives = new()
    {
        ["contrastive"] = x => [ContrastiveLoss.Mean(x("a"), x("b"), 0.2)],
        ["permutation"] = x => [PermutationLoss.Sum(
            tensor(new long[] { 3, 1, 4, 1, 5 }), tensor(new long[] { 2, 0, 4, 3, 1 }), mask: 6,
            rows => functional.one_hot(rows, 7).to_type(ScalarType.Float32).sum(1).matmul(x("table")).unsqueeze(1) + x("places").unsqueeze(0))],
        ["masked"] = x => [MaskedLoss.Mean(x("hidden"),
            tensor(new long[] { -100, 4, -100, -100, 0, -100, -100, 2 }, [2, 4]), states => functional.linear(states, x("head")))],
    };
}
