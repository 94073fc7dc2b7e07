using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Parity;

/// <summary>An operation under test: from the case's inputs, by name, to its outputs.</summary>
internal delegate Tensor[] Operation(Func<string, Tensor> input);

/// <summary>Compares what the library computes with what PyTorch computed.</summary>
internal static class Golden
{
    /// <summary>
    /// float32 carries 24 bits, 6e-8 of the value; sums of some dozens of terms in another order (another BLAS, another
    /// vector width) move the result by a few of those.
    /// </summary>
    public const double Relative = 1e-5;

    /// <inheritdoc cref="Relative"/>
    public const double Absolute = 1e-6;

    /// <summary>float64 carries 53 bits: relative and absolute alike.</summary>
    public const double OfDoubles = 1e-10;

    /// <summary>Runs one case forward and backward and compares every output and every gradient.</summary>
    public static void Check(GoldenFile file, string name, Operation operation)
    {
        using var scope = NewDisposeScope();
        var golden = file.Under(name + "/");
        var gradients = file.Under(name + "/grad/");
        var inputs = file.Under(name + "/in/").ToDictionary(pair => pair.Key,
            pair => gradients.ContainsKey(pair.Key) ? new Parameter(pair.Value.clone()) : pair.Value.clone());

        var outputs = operation(key => inputs[key]);

        Assert.Equal(golden.Keys.Count(key => key.StartsWith("out/", StringComparison.Ordinal)), outputs.Length);
        for (int i = 0; i < outputs.Length; i++)
            Near($"{name}: output {i}", golden[$"out/{i}"], outputs[i]);

        if (gradients.Count == 0)
            return;
        // All outputs at once: the gradient of the sum of <output, gradient that arrives>.
        var total = zeros(1, dtype: outputs[0].dtype);
        for (int i = 0; i < outputs.Length; i++)
            if (golden.TryGetValue($"up/{i}", out var arriving))
                total = total + (outputs[i] * arriving).sum();
        total.backward();
        foreach (var (key, expected) in gradients)
        {
            var gradient = inputs[key].grad;
            Assert.True(gradient is not null, $"{name}: no gradient reaches {key}");
            Near($"{name}: gradient of {key}", expected, gradient!);
        }
    }

    private static void Near(string what, Tensor expected, Tensor actual)
    {
        bool isDouble = expected.dtype == ScalarType.Float64;
        Same(what, expected, actual, isDouble ? OfDoubles : Relative, isDouble ? OfDoubles : Absolute);
    }

    /// <summary>Fails, naming the worst element, unless both tensors have one type, one shape and close values.</summary>
    public static void Same(string what, Tensor expected, Tensor actual, double relative = Relative, double absolute = Absolute)
    {
        using var scope = NewDisposeScope();
        Assert.True(expected.dtype == actual.dtype, $"{what}: type {actual.dtype}, PyTorch has {expected.dtype}");
        Assert.True(expected.shape.SequenceEqual(actual.shape),
            $"{what}: shape ({string.Join(", ", actual.shape)}), PyTorch has ({string.Join(", ", expected.shape)})");
        if (expected.numel() == 0)
            return;
        bool isExact = expected.dtype is ScalarType.Int64 or ScalarType.Int32 or ScalarType.Bool;
        double[] wanted = Numbers(expected), got = Numbers(actual);
        int worst = Enumerable.Range(0, wanted.Length).MaxBy(i => Excess(i));
        Assert.True(Excess(worst) <= 0, $"{what}: element {worst} is {got[worst]:g9}, PyTorch has {wanted[worst]:g9}");

        double Excess(int i)
        {
            if (wanted[i].Equals(got[i]))
                return 0; // infinities too
            double away = Math.Abs(wanted[i] - got[i]);
            return double.IsNaN(away) ? double.PositiveInfinity : isExact ? away : away - (absolute + relative * Math.Abs(wanted[i]));
        }
    }

    /// <summary>The elements in logical order.</summary>
    public static double[] Numbers(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().cpu().to_type(ScalarType.Float64).contiguous().data<double>().ToArray();
    }
}
