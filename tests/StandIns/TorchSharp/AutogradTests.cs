using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.StandIns.TorchSharp;

/// <summary>Gradients, and when none are recorded.</summary>
public class AutogradTests
{
    [Fact]
    public void Backward()
    {
        var x = tensor(new[] { 1f, 2f }, requires_grad: true);
        Assert.Null(x.grad);
        (x * x).sum().backward();
        Assert.Equal([2, 4], x.grad!.data<float>().ToArray());
        (3 * x).sum().backward();
        Assert.Equal([5, 7], x.grad!.data<float>().ToArray());
        x.grad = null;
        Assert.Null(x.grad);
        Assert.True(x.is_leaf);
        Assert.False((x * 2).is_leaf);
    }

    [Fact]
    public void ASecondBackwardThrows()
    {
        var x = ones(2, requires_grad: true);
        var y = (x * x).sum();
        y.backward(retain_graph: true);
        y.backward();
        Assert.Contains("Trying to backward through the graph a second time", Assert.Throws<ExternalException>(() => y.backward()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatCannotHaveAGradient()
    {
        var leaf = ones(2, requires_grad: true);
        Assert.Contains("a leaf Variable that requires grad is being used in an in-place operation", Assert.Throws<ExternalException>(() => leaf.add_(1)).Message, StringComparison.Ordinal);
        Assert.Contains("Only Tensors of floating point and complex dtype can require gradients", Assert.Throws<ExternalException>(() => zeros(2, dtype: int64).requires_grad_()).Message, StringComparison.Ordinal);
        Assert.ThrowsAny<Exception>(() => ones(2).sum().backward());
    }

    [Fact]
    public void RecordingIsSwitched()
    {
        var x = ones(2, requires_grad: true);
        using (no_grad())
        {
            Assert.False((x * 2).requires_grad);
            using (enable_grad())
                Assert.True((x * 2).requires_grad);
            Assert.False((x * 2).requires_grad);
        }
        Assert.True((x * 2).requires_grad);
        using (inference_mode())
            Assert.False((x * 2).requires_grad);
        Assert.True((x * 2).requires_grad);
        Assert.False((x * 2).detach().requires_grad);
    }

    [Fact]
    public void GradOfSeveralInputs()
    {
        var (x, y) = (ones(1, requires_grad: true), full(1, 3f, requires_grad: true));
        var grads = autograd.grad([(x * y * y).sum()], [x, y]);
        Assert.Equal([9], grads[0].data<float>().ToArray());
        Assert.Equal([6], grads[1].data<float>().ToArray());
        Assert.Null(x.grad);
    }

    [Fact]
    public void RetainedGradientOfAnIntermediate()
    {
        var x = ones(2, requires_grad: true);
        var y = x * 2;
        y.retain_grad();
        (y * y).sum().backward();
        Assert.Equal([4, 4], y.grad!.data<float>().ToArray());
    }

    [StandinOnlyFact]
    public void MatrixShapesThatDoNotFitAreAnException()
    {
        Assert.Contains("cannot be multiplied (2x3 and 2x3)", Assert.Throws<ExternalException>(() => rand(2, 3).matmul(rand(2, 3))).Message, StringComparison.Ordinal);
        Assert.Throws<ExternalException>(() => rand(2, 2).matmul(ones(2, 2, dtype: int64)));
    }

    [StandinOnlyFact]
    public void TooMuchMemoryIsAnException()
    {
        Assert.Contains("not enough memory: you tried to allocate 4398046511104 bytes", Assert.Throws<ExternalException>(() => zeros(1L << 40)).Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', Assert.Throws<ExternalException>(() => ones(1).expand(1L << 40).clone()).Message);
    }
}
