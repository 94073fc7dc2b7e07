using LlmWorkbook.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Objectives;

public class ObjectivesTests
{
    [Fact]
    public void Masked_loss_scores_only_what_is_asked_for()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        Tensor hidden = randn(2, 3, 4), head = randn(5, 4);
        var targets = tensor(new long[] { -100, 2, -100, 0, -100, -100 }, [2, 3]);
        long rows = 0;
        var loss = MaskedLoss.Mean(hidden, targets, states =>
        {
            rows = states.shape[0];
            return states.matmul(head.t());
        });
        Assert.Equal(2, rows);
        Assert.Equal(NextTokenLoss.Mean(hidden.matmul(head.t()), targets).ToDouble(), loss.ToDouble(), 1e-6);
    }

    [Fact]
    public void Contrastive_loss_is_ln_of_all_others_when_nothing_differs_and_falls_when_partners_agree()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(Math.Log(7), ContrastiveLoss.Mean(ones(4, 3), ones(4, 3)).ToDouble(), 1e-6);
        var apart = eye(4);
        Assert.True(ContrastiveLoss.Mean(apart, apart).ToDouble() < 0.001);
        Assert.True(ContrastiveLoss.Mean(apart, apart.roll(1, 0)).ToDouble() > 5);
        Assert.Equal(ContrastiveLoss.Mean(apart, apart).ToDouble(), ContrastiveLoss.Mean(apart * 5, apart * 0.1).ToDouble(), 1e-6); // length does not matter
    }

    [Fact]
    public void Permutation_loss_from_left_to_right_is_the_autoregressive_sum()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var tokens = tensor(new long[] { 2, 0, 1 });
        var table = randn(3, 4, 4); // scores at a place from the last known token before it
        var loss = PermutationLoss.Sum(tokens, arange(3, dtype: int64), mask: 3, rows =>
        {
            Assert.Equal([3, 3, 3, 2, 3, 3, 2, 0, 3], rows.data<long>().ToArray());
            return stack([.. Enumerable.Range(0, 3).Select(t => table[t])]).narrow(1, 0, 3);
        });
        double byHand = 0;
        for (int t = 0; t < 3; t++)
            byHand -= table[t, t].log_softmax(0)[tokens[t].item<long>()].ToDouble();
        Assert.Equal(byHand, loss.ToDouble(), 1e-5);
    }

    [Fact]
    public void Guessing_about_neighbours_costs_ln_2()
    {
        using var scope = NewDisposeScope();
        var isNext = tensor(new long[] { 1, 0 });
        Assert.Equal(Math.Log(2), NextSentenceLoss.Mean(zeros(2, 2), isNext).ToDouble(), 1e-6);
        Assert.True(NextSentenceLoss.Mean(tensor(new[,] { { -9f, 9f }, { 9f, -9f } }), isNext).ToDouble() < 1e-6);
    }
}
