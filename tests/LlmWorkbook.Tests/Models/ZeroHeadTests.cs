using LlmWorkbook.Data;
using LlmWorkbook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Models;

public sealed class ZeroHeadTests
{
    private static readonly TransformerConfig Tiny = new() { VocabularySize = 11, BlockSize = 8, Layers = 2, Heads = 2, Width = 16 };
    private static readonly int[][] Texts = [[3, 1, 4], [1, 5, 9, 2, 6], [7]];

    [Fact]
    public void Rewards_are_read_at_the_last_token_whatever_fills_the_row_up()
    {
        using var scope = NewDisposeScope();
        using var model = new RewardModel(new Decoder(Tiny, CPU));
        Assert.Equal([0, 0, 0], model.Rewards(Rows.Padded(Texts, 0, CPU), Rows.IsPad(Texts, CPU)).data<float>().ToArray());
        Disturb(model);
        float[] alone = [.. Texts.Select(t => model.call(Rows.Padded([t], 0, CPU)).ToSingle())];
        foreach (int fill in new[] { 0, 8 })
        {
            float[] together = [.. model.Rewards(Rows.Padded(Texts, fill, CPU), Rows.IsPad(Texts, CPU)).data<float>()];
            for (int i = 0; i < 3; i++)
                Assert.Equal(alone[i], together[i], 1e-5f);
        }
        Assert.Equal(3, alone.Distinct().Count());
    }

    [Fact]
    public void A_critic_says_something_after_each_token_and_knows_no_later_one()
    {
        using var scope = NewDisposeScope();
        using var model = new ValueModel(new Decoder(Tiny, CPU));
        var tokens = Rows.Padded([[3, 1, 4, 1], [3, 1, 5, 9]], 0, CPU);
        Assert.Equal(0, model.call(tokens).abs().max().ToDouble());
        Disturb(model);
        var values = model.call(tokens);
        Assert.Equal([2, 4], values.shape);
        Assert.True(values[0, ..2].allclose(values[1, ..2], 0, 1e-6));
        Assert.False(values[0, 2..].allclose(values[1, 2..], 0, 1e-3));
    }

    [Fact]
    public void A_critic_begins_as_the_reward_model_that_it_is_given_and_leaves_it_as_it_is()
    {
        using var scope = NewDisposeScope();
        using var rewardModel = new RewardModel(new Decoder(Tiny, CPU));
        Disturb(rewardModel);
        using var critic = new ValueModel(rewardModel);
        var tokens = Rows.Padded([[3, 1, 4, 1], [3, 1, 5, 9]], 0, CPU);
        var rewards = rewardModel.call(tokens);
        Assert.True(critic.call(tokens)[.., 3].allclose(rewards, 0, 1e-6));
        Assert.True(critic.call(tokens)[.., 1].allclose(rewardModel.call(tokens[.., ..2]), 0, 1e-6));
        Disturb(critic);
        Assert.True(rewardModel.call(tokens).allclose(rewards, 0, 1e-6));
        Assert.False(critic.call(tokens)[.., 3].allclose(rewards, 0, 1e-3));
    }

    [Fact]
    public void The_head_and_the_body_learn()
    {
        using var scope = NewDisposeScope();
        using var model = new RewardModel(new Decoder(Tiny, CPU));
        Assert.Equal(16, model.named_parameters().Single(p => p.name == "score.weight").parameter.numel());
        Disturb(model);
        model.call(Rows.Padded([[3, 1, 4, 1]], 0, CPU)).sum().backward();
        Assert.All(model.parameters(), p => Assert.NotNull(p.grad));
    }

    [Fact]
    public void A_copy_is_equal_and_apart()
    {
        using var scope = NewDisposeScope();
        using var model = new Decoder(Tiny, CPU);
        Disturb(model);
        using var copy = model.Copy();
        var tokens = Rows.Padded([[3, 1, 4, 1]], 0, CPU);
        var before = model.call(tokens).detach();
        Assert.True(before.allclose(copy.call(tokens), 0, 0));
        Disturb(model);
        Assert.True(before.allclose(copy.call(tokens), 0, 0));
    }

    private static void Disturb(nn.Module model)
    {
        using var _ = no_grad();
        foreach (var parameter in model.parameters())
            nn.init.normal_(parameter, 0, 0.3);
    }
}
