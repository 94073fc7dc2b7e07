using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using LlmWorkbook.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Training;

public sealed class RolloutsTests : IDisposable
{
    private const int Stop = 10;
    private static readonly int[][] Prompts = [[1, 2, 3], [4], [5, 6, 7, 8, 9, 1], [2, 2], [4], [4], [4, 3]];
    private readonly Decoder model;

    public RolloutsTests()
    {
        manual_seed(13);
        model = new Decoder(new() { VocabularySize = 11, BlockSize = 16, Layers = 2, Heads = 2, Width = 16 }, CPU);
        using var _ = no_grad();
        foreach (var parameter in model.parameters())
            parameter.mul_(2);
    }

    public void Dispose() => model.Dispose();

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.6)]
    public void Log_probabilities_are_those_of_a_pass_over_the_whole_rows(double temperature)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var rollouts = Rollouts.Generate(model, Prompts, 8, Stop, temperature);
        var again = LogProbabilities.OfAsked(rollouts.Scores(model), rollouts.Said);
        Assert.True(again.allclose(rollouts.LogProbabilities, 1e-4, 1e-4));
        var byHand = LogProbabilities.OfTokens(model.call(rollouts.Inputs) / temperature, rollouts.Targets);
        Assert.True(byHand.allclose(again, 1e-5, 1e-5));
        Assert.True(again.min().ToDouble() < -0.5);
    }

    [Fact]
    public void Rows_hold_prompt_and_answer_and_the_mask_the_answer_with_its_end()
    {
        using var scope = NewDisposeScope();
        using var rollouts = Rollouts.Generate(model, Prompts, 8, Stop);
        for (int b = 0; b < Prompts.Length; b++)
        {
            int[] answer = rollouts.Answers[b];
            Assert.InRange(answer.Length, 1, 8);
            Assert.DoesNotContain(Stop, answer[..^1]);
            Assert.True(answer.Length == 8 || answer[^1] == Stop);
            long[] row = [.. rollouts.Inputs[b].data<long>()], asked = [.. rollouts.Targets[b].data<long>()];
            Assert.Equal([.. Prompts[b], .. answer], row[..(Prompts[b].Length + answer.Length)].Select(t => (int)t));
            Assert.Equal(answer, asked.Where(t => t != NextTokenLoss.Ignored).Select(t => (int)t));
            for (int t = 0; t < row.Length - 1; t++)
                Assert.True(asked[t] == NextTokenLoss.Ignored || asked[t] == row[t + 1]);
            Assert.Equal(asked.Select(t => t != NextTokenLoss.Ignored), rollouts.IsResponse[b].data<bool>().ToArray());
        }
        Assert.Equal(rollouts.Answers.Count(a => a[^1] == Stop), rollouts.Ended);
        Assert.InRange(rollouts.Ended, 1, Prompts.Length);
        Assert.True(rollouts.Answers.Select(a => a.Length).Distinct().Count() > 1);
    }

    [Fact]
    public void The_likeliest_answers_are_those_of_the_sampler()
    {
        using var rollouts = Rollouts.Generate(model, Prompts, 8, Stop, temperature: 0);
        var sampler = new Sampler(model);
        for (int b = 0; b < Prompts.Length; b++)
            Assert.Equal(sampler.Generate(Prompts[b], rollouts.Answers[b].Length, new() { Temperature = 0 }), rollouts.Answers[b]);
    }

    [Fact]
    public void Draws_follow_the_models_probabilities()
    {
        using var rollouts = Rollouts.Generate(model, [.. Enumerable.Repeat(Prompts[0], 4000)], 1, Stop);
        double[] p = new Sampler(model).NextTokenProbabilities(Prompts[0]);
        for (int token = 0; token < 11; token++)
            Assert.InRange(rollouts.Answers.Count(a => a[0] == token) / 4000.0, p[token] - 4 * Math.Sqrt(p[token] / 4000) - 1e-3, p[token] + 4 * Math.Sqrt(p[token] / 4000) + 1e-3);
    }

    [Fact]
    public void From_trees_only_allowed_answers_come_and_their_probabilities_are_the_trees()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        AnswerTree[] trees = [new([1, 2, 3], [[4, Stop], [4, 5, Stop], [6, Stop]]), new([7], [[1, 1, 1, Stop], [1, 1, 2, Stop]])];
        using var rollouts = Rollouts.FromTrees(model, trees, 5);
        Assert.Equal(10, rollouts.Answers.Count);
        var sums = rollouts.LogProbabilities.sum(1);
        for (int b = 0; b < 10; b++)
        {
            Assert.Equal(trees[b / 5].Answers[rollouts.Numbers[b]], rollouts.Answers[b]);
            Assert.Equal(trees[b / 5].LogProbabilities(model)[rollouts.Numbers[b]].ToDouble(), sums[b].ToDouble(), 1e-4);
        }
        Assert.True(LogProbabilities.Entropy(rollouts.Scores(model)).isfinite().all().ToBoolean());
    }

    [Fact]
    public void A_seed_fixes_the_answers_and_no_tensor_is_left_behind()
    {
        using (var first = Rollouts.Generate(model, Prompts, 8, Stop, seed: 3))
        using (var second = Rollouts.Generate(model, Prompts, 8, Stop, seed: 3))
        using (var third = Rollouts.Generate(model, Prompts, 8, Stop, seed: 4))
        {
            Assert.Equal(first.Answers, second.Answers);
            Assert.NotEqual(first.Answers, third.Answers);
        }
        AnswerTree[] trees = [new([1, 2, 3], [[4, Stop], [4, 5, Stop], [6, Stop]])];
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Rollouts.Generate(model, Prompts, 8, Stop).Dispose();
        Rollouts.FromTrees(model, trees, 5).Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void What_does_not_fit_is_said_in_one_sentence()
    {
        Assert.Contains("do not fit a context of 16", Assert.Throws<WorkbookException>(() => Rollouts.Generate(model, Prompts, 11, Stop)).Message);
        Assert.Contains("no prompt", Assert.Throws<WorkbookException>(() => Rollouts.Generate(model, [], 1, Stop)).Message);
    }
}
