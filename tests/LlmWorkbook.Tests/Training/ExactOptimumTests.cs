using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using LlmWorkbook.Training;
using TorchSharp;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Training;

/// <summary>Both algorithms come to the policy that is known to be best, KL(pi || pi*), from far away.</summary>
public sealed class ExactOptimumTests(ITestOutputHelper output)
{
    [Fact]
    public void PPO_finds_the_optimum()
    {
        using var task = new EnumerableTask(seed: 1);
        double start = task.Distance();
        using var critic = new ValueModel(task.Policy.Copy());
        using var trainer = new PpoTrainer(task.Policy, task.Reference, critic);
        const int rounds = 40;
        for (int round = 0; round < rounds; round++)
        {
            using var rollouts = Rollouts.FromTrees(task.Policy, task.Trees, 128, round);
            trainer.Step(rollouts, task.Scores(rollouts), EnumerableTask.Ppo with { LearningRate = 4e-3 * (1 - (double)round / rounds) });
            if (round % 10 == 9)
                output.WriteLine($"{round + 1} rounds: {task.Distance():f3}");
        }
        Assert.True(start >= 0.5, $"KL at the start {start:f3}");
        Assert.True(task.Distance() < 0.1, $"KL at the end {task.Distance():f3}");
    }

    [Fact]
    public void DPO_finds_the_optimum_from_pairs_of_the_reference()
    {
        using var task = new EnumerableTask(seed: 1);
        double start = task.Distance();
        using var generator = new Generator(7);
        using var optimizer = optim.Adam(task.Policy.parameters());
        var random = new SplitMix64(8);
        using var reference = task.LogProbabilities(task.Reference);
        const int steps = 200;
        for (int step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            var (chosen, rejected) = task.Pairs(reference, 512, generator, random);
            var policy = task.Trees[0].LogProbabilities(task.Policy);
            var loss = DpoLoss.Mean(policy[chosen], policy[rejected], reference[chosen], reference[rejected], EnumerableTask.Beta);
            if (step == 0)
                Assert.Equal(Math.Log(2), loss.ToDouble(), 1e-6);
            optimizer.ParamGroups.Single().LearningRate = 4e-3 * (1 - (double)step / steps);
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
            if (step % 50 == 49)
                output.WriteLine($"{(step + 1) * 512} pairs: {task.Distance():f3}");
        }
        Assert.True(start >= 0.5, $"KL at the start {start:f3}");
        Assert.True(task.Distance() < 0.15, $"KL at the end {task.Distance():f3}");
    }
}
