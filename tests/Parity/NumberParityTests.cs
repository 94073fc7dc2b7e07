using LlmWorkbook.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Parity;

/// <summary>The same seed draws PyTorch's numbers, and the schedules give PyTorch's rates.</summary>
public sealed class NumberParityTests
{
    [Fact]
    public void LambdaLR() => CheckRates("lambda_lr", optimizer => optim.lr_scheduler.LambdaLR(optimizer, n => Math.Pow(0.9, n)));

    [Fact]
    public void CosineAnnealingLR() => CheckRates("cosine_annealing_lr", optimizer => optim.lr_scheduler.CosineAnnealingLR(optimizer, 10, 0.05));

    [Fact]
    public void Warmup_and_cosine()
    {
        using var golden = GoldenFile.Open("schedules");
        var config = new TrainingConfig { LearningRate = 1e-3, MinLearningRate = 1e-4, WarmupSteps = 5, Steps = 20 };
        double[] expected = Golden.Numbers(golden["warmup_cosine/out/0"]);
        Assert.Equal(20, expected.Length);
        for (int step = 0; step < 20; step++)
            Assert.Equal(expected[step], Schedule.WarmupCosine(config, step), 1e-15);
    }

    [Fact]
    public void Drawn_from_the_global_generator() => CheckNumbers("drawn", _ =>
    {
        manual_seed(42);
        return [randn(3), rand(4), randn(40), randint(10, [6]), randint(-5, 5, [6]), randperm(9), empty(33).normal_(1, 0.02)];
    });

    [Fact]
    public void Drawn_from_a_generator_of_ones_own() => CheckNumbers("drawn_by_a_generator", _ =>
    {
        using var g = new Generator(123);
        return [randn(5, generator: g), rand(5, generator: g), randint(100, [5], generator: g), randperm(7, generator: g)];
    });

    [Fact]
    public void Initial_weights() => CheckNumbers("initial_weights", _ =>
    {
        manual_seed(0);
        var layer = nn.Linear(7, 5);
        var table = nn.Embedding(6, 4);
        return [layer.weight!, layer.bias!, table.weight!, nn.init.normal_(empty(6, 4)), nn.init.uniform_(empty(6, 4)),
            nn.init.xavier_uniform_(empty(6, 4)), nn.init.kaiming_uniform_(empty(6, 4))];
    });

    [Fact]
    public void Multinomial_with_replacement() => CheckNumbers("multinomial_replaced", input =>
    {
        manual_seed(7);
        return [multinomial(input("weights"), 6, replacement: true), multinomial(input("weights"), 3, replacement: true)];
    });

    /// <summary>A single draw goes through exponential numbers, which libtorch takes from MKL where it is built with it.</summary>
    [StandinOnlyFact]
    public void Multinomial_without_replacement() => CheckNumbers("multinomial_single", input =>
    {
        manual_seed(7);
        var first = multinomial(input("weights"), 1);
        var second = multinomial(input("weights"), 3);
        using var g = new Generator(5);
        return [first, second, multinomial(input("weights"), 1, generator: g)];
    });

    private static void CheckNumbers(string name, Operation draw)
    {
        using var golden = GoldenFile.Open("random");
        Golden.Check(golden, name, draw);
    }

    private static void CheckRates(string name, Func<optim.Optimizer, optim.lr_scheduler.LRScheduler> make)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFile.Open("schedules");
        double[] expected = Golden.Numbers(golden[name + "/out/0"]);
        using var optimizer = optim.SGD([new Parameter(zeros(1))], 0.5);
        var schedule = make(optimizer);
        foreach (double rate in expected)
        {
            Assert.Equal(rate, optimizer.ParamGroups.Single().LearningRate, 1e-12);
            optimizer.step();
            schedule.step();
        }
    }
}
