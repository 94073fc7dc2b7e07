using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Models;

/// <summary>Answers that share a row with their prompt are read as if each had a row of its own.</summary>
public sealed class PackingTests
{
    private static readonly (int[] Prompt, int[][] Answers)[] Prompts =
        [([3, 1, 4], [[1, 5], [9, 2, 6, 5], [3], [5, 8], [9, 7, 9]]), ([2], [[7, 1, 8]]), ([2, 8, 1, 8, 2], [[8], [4, 5, 9]])];
    private static readonly (int[] Prompt, int[] Answer)[] Alone = [.. Prompts.SelectMany(p => p.Answers.Select(a => (p.Prompt, a)))];
    private readonly Decoder model;

    public PackingTests()
    {
        manual_seed(16);
        model = new Decoder(new() { VocabularySize = 11, BlockSize = 8, Layers = 2, Heads = 2, Width = 16 }, CPU);
        using var _ = no_grad();
        foreach (var parameter in model.parameters())
            parameter.add_(randn_like(parameter), 0.2);
    }

    [Fact]
    public void Rows_are_as_wide_as_makes_the_least_work()
    {
        using var scope = NewDisposeScope();
        using Batch packed = AnswerRows.Packed(Prompts, 0, CPU), alone = AnswerRows.Of(Alone, 0, CPU);
        Assert.Equal([4, 11], packed.Inputs.shape);                                 // the five answers in two rows
        Assert.Equal(2 * 2 + 12 + 5 + 4 + 4 + 4 + 2, packed.Tokens);
        Assert.True(packed.Tokens < alone.Tokens);
        Assert.Equal(Alone.Sum(a => a.Answer.Length), (packed.Targets != Batch.Ignored).sum().ToInt64());
        using Batch shared = AnswerRows.Packed([([1, 2, 3], [[4], [5], [6], [7]])], 0, CPU), single = AnswerRows.Packed([([1], [[4], [5], [6], [7]])], 0, CPU);
        Assert.Equal([1, 10], shared.Inputs.shape);                                    // a prompt worth sharing
        Assert.Equal([4, 2], single.Inputs.shape);                                    // nothing to share
    }

    [Fact]
    public void Rewards_are_those_of_rows_of_their_own()
    {
        using var scope = NewDisposeScope();
        using Batch packed = AnswerRows.Packed(Prompts, 0, CPU), alone = AnswerRows.Of(Alone, 0, CPU);
        using var rewarder = new RewardModel(model);
        using (no_grad())
            foreach (var parameter in rewarder.parameters())
                parameter.add_(randn_like(parameter), 0.1);
        Tensor together = rewarder.Rewards(packed), apart = rewarder.Rewards(alone);
        Assert.Equal([8], together.shape);
        Assert.True(together.allclose(apart, 0, 1e-5), $"{together.str()} is not {apart.str()}");
        Assert.True(apart.std().ToDouble() > 0.01);
    }

    [Fact]
    public void Log_probabilities_and_gradients_are_those_of_rows_of_their_own()
    {
        using var scope = NewDisposeScope();
        using Batch packed = AnswerRows.Packed(Prompts, 0, CPU), alone = AnswerRows.Of(Alone, 0, CPU);
        (Tensor, Tensor[]) Learn(Func<Tensor> logProbabilities)
        {
            model.zero_grad();
            var each = logProbabilities();
            (each * arange(8, dtype: float32)).sum().backward();
            return (each, [.. model.parameters().Select(p => p.grad!.clone())]);
        }
        var (together, gradients) = Learn(() => LogProbabilities.OfAnswers(model.Hidden(packed), packed.Targets, model.Scores, packed.Packing!.Owners, packed.Packing.Ends.numel()));
        var (apart, expected) = Learn(() => LogProbabilities.OfAnswers(model.Hidden(alone), alone.Targets, model.Scores));
        Assert.True(together.allclose(apart, 0, 1e-4), $"{together.str()} is not {apart.str()}");
        Assert.All(gradients.Zip(expected), g => Assert.True(g.First.allclose(g.Second, 1e-4, 1e-4)));
    }

    [Fact]
    public void A_row_may_be_longer_than_the_context_but_not_prompt_and_answer()
    {
        using var scope = NewDisposeScope();
        using var fits = AnswerRows.Packed([([1, 2, 3], [[4, 5, 6, 7, 8], [4, 5, 6, 7, 8]])], 0, CPU);
        Assert.Equal(2 + 6 + 6, fits.Inputs.shape[1]);
        Assert.Equal([1, 14, 16], model.Hidden(fits).shape);
        using var tooLong = AnswerRows.Packed([([1, 2, 3], [[4], [4, 5, 6, 7, 8, 9]])], 0, CPU);
        Assert.Contains("at most 8 tokens at once, not 9", Assert.Throws<WorkbookException>(() => model.Hidden(tooLong)).Message);
    }

    [Fact]
    public void An_empty_prompt_or_answer_is_named()
    {
        Assert.Contains("Prompt 1 has 2 tokens and 0 answers", Assert.Throws<WorkbookException>(() => AnswerRows.Packed([([1], [[2]]), ([1, 2], [])], 0, CPU)).Message);
        Assert.Contains("no answer may be empty", Assert.Throws<WorkbookException>(() => AnswerRows.Packed([([1], [[2], []])], 0, CPU)).Message);
        Assert.Contains("Prompt 0 has 0 tokens", Assert.Throws<WorkbookException>(() => AnswerRows.Packed([([], [[2]])], 0, CPU)).Message);
    }
}
