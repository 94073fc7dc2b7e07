using LlmWorkbook.Data;
using LlmWorkbook.Lessons;
using LlmWorkbook.Models;
using LlmWorkbook.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Lessons;

public class ExactTaskTests
{
    private static Decoder Tiny()
    {
        manual_seed(1);
        return new(new() { VocabularySize = WorldTokenizer.Size, BlockSize = 96, Layers = 1, Heads = 1, Width = 8 });
    }

    [Fact]
    public void The_reference_stands_at_no_KL_and_the_optimum_at_none_from_itself()
    {
        using var model = Tiny();
        using var task = new ExactTask(model, 2, 24, beta: 1, seed: 3);
        var (reward, kl, far) = task.Measure(model);
        Assert.Equal(0, kl, 1e-6);
        Assert.True(far > 0.1);
        Assert.All(task.Questions, q => Assert.Equal(24, q.Answers.Count));
        // By hand: the frontier at beta 1 from the definition of pi*.
        double expected = Enumerable.Range(0, 2).Average(n =>
        {
            double[] p = [.. task.Reference(n).data<double>()], r = [.. task.Rewards(n).data<double>()];
            double[] best = [.. p.Zip(r, (l, x) => Math.Exp(l + x))];
            return best.Zip(r, (b, x) => b * x).Sum() / best.Sum();
        });
        var frontier = task.Frontier([1, 100]);
        Assert.Equal(expected, frontier[0].Reward, 1e-9);
        Assert.InRange(frontier[1].Kl, 0, 0.01);
        Assert.Equal(reward, frontier[1].Reward, 0.1);
    }

    [Fact]
    public void The_better_answer_wins_as_often_as_Bradley_and_Terry_say()
    {
        using var model = Tiny();
        using var task = new ExactTask(model, 1, 16, beta: 1, seed: 3);
        var (chosen, rejected) = task.Pairs(0, 4_000, seed: 5);
        double[] r = [.. task.Rewards(0).data<double>()];
        var margins = chosen.data<long>().Zip(rejected.data<long>(), (c, l) => r[c] - r[l]).Where(m => m != 0).ToList();
        double expected = margins.Average(m => 1 / (1 + Math.Exp(-Math.Abs(m))));
        double error = Math.Sqrt(expected * (1 - expected) / margins.Count);
        Assert.InRange(margins.Average(m => m > 0 ? 1.0 : 0), expected - 4 * error, expected + 4 * error);
    }

    [Fact]
    public void Rollouts_are_scored_by_the_true_reward()
    {
        using var model = Tiny();
        using var task = new ExactTask(model, 2, 16, beta: 1, seed: 3);
        using var rollouts = Rollouts.FromTrees(model, task.Trees, 3, seed: 1);
        var scores = task.Scores(rollouts, 3);
        foreach (var (row, answer) in rollouts.Answers.Index())
            Assert.Equal(Reward.Of(task.Questions[row / 3].Question, WorldTokenizer.Decode(answer[..^1])).Total, scores[row], 1e-9);
    }
}
