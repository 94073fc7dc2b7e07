using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.StandIns.TorchSharp;

/// <summary>Optimizers against their formulas, their state and their schedules.</summary>
public class OptimizerTests
{
    private static readonly float[] Grad = [0.5f, -2];

    private static Parameter WithGrad()
    {
        var p = new Parameter(tensor(new[] { 1f, -1f }));
        p.grad = tensor(Grad);
        return p;
    }

    /// <summary>AdamW written out, in double.</summary>
    private static double[] AdamWByHand(int steps, double lr, double decay)
    {
        var x = new double[] { 1, -1 };
        var (m, v) = (new double[2], new double[2]);
        for (var t = 1; t <= steps; t++)
            for (var i = 0; i < 2; i++)
            {
                x[i] *= 1 - lr * decay;
                m[i] = 0.9 * m[i] + 0.1 * Grad[i];
                v[i] = 0.999 * v[i] + 0.001 * Grad[i] * Grad[i];
                x[i] -= lr / (1 - Math.Pow(0.9, t)) * m[i] / (Math.Sqrt(v[i] / (1 - Math.Pow(0.999, t))) + 1e-8);
            }
        return x;
    }

    private static void Near(double[] expected, Tensor actual) => Assert.All(expected.Zip(actual.data<float>().ToArray()), p => Assert.Equal(p.First, p.Second, 5));

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void AdamWIsItsFormula(double decay)
    {
        using var p = WithGrad();
        using var adamw = optim.AdamW([p], 0.01, weight_decay: decay);
        for (var i = 0; i < 3; i++)
            adamw.step();
        Near(AdamWByHand(3, 0.01, decay), p);
    }

    [Fact]
    public void AdamWDecaysNothingUnlessTold()
    {
        using var p = WithGrad();
        using var adamw = optim.AdamW([p], 0.01);
        adamw.step();
        Near(AdamWByHand(1, 0.01, 0), p);
    }

    [Fact]
    public void GroupsHaveTheirOwnSettings()
    {
        using var a = WithGrad();
        using var b = WithGrad();
        using var adamw = optim.AdamW([new AdamW.ParamGroup([a], 0.01, weight_decay: 0.1), new AdamW.ParamGroup([b], 0.02)]);
        foreach (var group in adamw.ParamGroups)
            group.LearningRate /= 2;
        adamw.step();
        Near(AdamWByHand(1, 0.005, 0.1), a);
        Near(AdamWByHand(1, 0.01, 0), b);
    }

    [Fact]
    public void MaximizeAndAmsgrad()
    {
        using var up = WithGrad();
        using var down = WithGrad();
        optim.AdamW([up], 0.01, maximize: true, amsgrad: true).step();
        optim.AdamW([down], 0.01, amsgrad: true).step();
        Assert.True((up + down).allclose(tensor(new[] { 2f, -2f })));
        Assert.False(up.allclose(down));
    }

    [Fact]
    public void SgdWithMomentum()
    {
        using var p = WithGrad();
        using var sgd = optim.SGD([p], 0.1, momentum: 0.5);
        sgd.step();
        Near([0.95, -0.8], p);
        sgd.step();
        Near([0.875, -0.5], p);
    }

    [Fact]
    public void AdamAddsTheDecayToTheGradient()
    {
        using var plain = WithGrad();
        using var decayed = WithGrad();
        optim.Adam([plain], 0.01).step();
        Near(AdamWByHand(1, 0.01, 0), plain);
        optim.Adam([decayed], 0.01, weight_decay: 1).step();
        Near([0.99, -0.99], decayed);
    }

    [Fact]
    public void ZeroGradKeepsZeros()
    {
        using var p = WithGrad();
        using var adamw = optim.AdamW([p]);
        adamw.zero_grad();
        Assert.Equal([0, 0], p.grad!.data<float>().ToArray());
    }

    [Fact]
    public void ParametersWithoutGradientsStay()
    {
        using var p = new Parameter(ones(2));
        optim.AdamW([p], 1, weight_decay: 0.5).step();
        Assert.Equal([1, 1], p.data<float>().ToArray());
    }

    [Fact]
    public void StateContinuesExactly()
    {
        using var a = WithGrad();
        using var b = WithGrad();
        using var first = optim.AdamW([a], 0.01);
        first.step();
        first.step();
        using var file = new MemoryStream();
        using (var writer = new BinaryWriter(file, System.Text.Encoding.UTF8, leaveOpen: true))
            first.save_state_dict(writer);
        using var second = optim.AdamW([b], 0.5);
        file.Position = 0;
        second.load_state_dict(new BinaryReader(file));
        using (no_grad())
            b.copy_(a);
        first.step();
        second.step();
        Assert.Equal(a.data<float>().ToArray(), b.data<float>().ToArray());
        var state = (AdamW.State)second.state_dict().State[0];
        Assert.Equal(3, state.step);
        Assert.Equal([2], state.exp_avg.shape);
        Assert.Null(state.max_exp_avg_sq);
        Assert.Equal(0.01, second.ParamGroups.First().LearningRate);
    }

    [Fact]
    public void Schedules()
    {
        using var p = WithGrad();
        using var sgd = optim.SGD([p], 1.0);
        var lambda = optim.lr_scheduler.LambdaLR(sgd, t => 1.0 / (t + 1));
        Assert.Equal(1, lambda.get_last_lr().First());
        lambda.step();
        lambda.step();
        Assert.Equal(1 / 3.0, sgd.ParamGroups.First().LearningRate, 10);

        using var other = optim.SGD([p], 1.0);
        var cosine = optim.lr_scheduler.CosineAnnealingLR(other, 4, eta_min: 0.2);
        var rates = Enumerable.Range(0, 4).Select(_ =>
        {
            cosine.step();
            return other.ParamGroups.First().LearningRate;
        }).ToArray();
        Assert.Equal([0.88284, 0.6, 0.31716, 0.2], rates.Select(r => Math.Round(r, 5)));

        using var third = optim.SGD([p], 1.0);
        var steps = optim.lr_scheduler.StepLR(third, 2, 0.1);
        for (var i = 0; i < 3; i++)
            steps.step();
        Assert.Equal(0.1, third.ParamGroups.First().LearningRate, 10);
    }

    [Fact]
    public void SettingsOutOfRangeAreRefused()
    {
        using var p = WithGrad();
        Assert.Throws<ArgumentException>(() => optim.AdamW([p], -1));
        Assert.Throws<ArgumentException>(() => optim.AdamW([p], beta1: 1));
        Assert.Throws<ArgumentException>(() => optim.SGD([p], 0.1, nesterov: true));
    }
}
