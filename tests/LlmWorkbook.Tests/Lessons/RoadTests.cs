using LlmWorkbook.Data;
using LlmWorkbook.Lessons;
using LlmWorkbook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Lessons;

public sealed class RoadTests
{
    private static readonly RoadConfig Config = new RoadConfig { Seed = 3 }.Fast();

    private static Decoder Tiny()
    {
        manual_seed(1);
        return new(new TransformerConfig { VocabularySize = WorldTokenizer.Size, BlockSize = 128, Layers = 1, Heads = 1, Width = 8 });
    }

    [Fact]
    public void Held_out_questions_are_many_and_no_stage_has_asked_them()
    {
        var heldOut = new RoadConfig().HeldOutQuestions();
        Assert.InRange(heldOut.Count, 1_000, 1_200);
        Assert.Equal(heldOut.Count, heldOut.Select(q => q.Text).Distinct().Count());
        Assert.Empty(heldOut.Select(q => q.Text).Intersect(RoadConfig.Questions.Select(q => q.Text)));
        var asked = new FineTuningConfig().Instructions(Split.Train, 3_000).SelectMany(i => i.Prompt).Select(t => t.Text).ToHashSet();
        Assert.DoesNotContain(heldOut, q => asked.Contains(q.Text));
    }

    [Fact]
    public void The_best_answer_is_at_least_as_good_as_any()
    {
        var some = Config.HeldOutQuestions().Take(3).ToList();
        var best = RoadConfig.Best(some);
        foreach (var (question, top) in some.Zip(best))
        {
            var gold = RoadConfig.Gold([.. AnswerSpace.For(question.Text).Select(_ => question)], AnswerSpace.For(question.Text));
            Assert.Equal(top, gold.Max(), 12);
        }
    }

    [Fact]
    public void Each_stage_tells_every_round_what_it_has_cost()
    {
        using var scope = NewDisposeScope();
        using Decoder reference = Tiny(), policy = Tiny();
        using var rewardModel = new RewardModel(Tiny());
        int calls = 0;
        IReadOnlyList<double> Reward(IReadOnlyList<(string Question, string Answer)> said)
        {
            calls++;
            return [.. said.Select((s, i) => Question.Find(s.Question) is null ? 0 : i % 3 - 1.0)];
        }
        var ppo = Config.Ppo(policy, reference, rewardModel).ToList();
        var grpo = Config.Grpo(policy, reference, Reward).ToList();
        Assert.Equal(Config.Rounds, calls);
        foreach (var (rounds, flops) in new[] { (ppo, 2 * 3 + 12), (grpo, 2 * 2 + 6) })
        {
            Assert.Equal([0, 1], rounds.Select(r => r.Number));
            Assert.True(rounds[0].Tokens > 0 && rounds[1].Tokens > rounds[0].Tokens && rounds[1].Seconds >= rounds[0].Seconds);
            Assert.Equal((double)flops * policy.ParameterCount * rounds[1].Tokens, rounds[1].Flops, 1.0);
        }
        Assert.Contains("objective/kl", ppo[0].Metrics);
        Assert.Contains("frac_reward_zero_std", grpo[0].Metrics);
    }

    [Fact]
    public void Rankings_are_of_the_models_own_answers_and_dpo_begins_at_ln_2()
    {
        using var scope = NewDisposeScope();
        using Decoder reference = Tiny(), policy = Tiny();
        var rankings = Config.Ranked(reference);
        Assert.Equal(Config.Rankings, rankings.Count);
        Assert.All(rankings, r => Assert.Contains(r.Question, RoadConfig.Questions));
        Assert.NotEqual(rankings[0].Answers, (Config with { Seed = 4 }).Ranked(reference)[0].Answers);
        var steps = Config.Dpo(policy, reference, rankings).ToList();
        Assert.Equal(Config.DpoSteps, steps.Count);
        Assert.Equal(Math.Log(2), steps[0].Metrics["loss"], 1e-5);
        Assert.All(steps, step => Assert.Contains("rewards/margins", step.Metrics));
    }

    /// <summary>The reward model learns from the world's answers and from the policy's own, and hears the old text in every third step.</summary>
    [Fact]
    public void Rankings_to_learn_from_hold_the_models_own_answers_and_the_old_text_is_rehearsed()
    {
        using var scope = NewDisposeScope();
        using var model = Tiny();
        var config = new RewardConfig { Seed = 3 }.Fast();
        var rankings = config.TrainingRankings(model);
        Assert.Equal(config.Rankings + config.OwnRankings, rankings.Count);
        Assert.All(rankings, r => Assert.Equal(config.Answers, r.Answers.Count));
        foreach (var own in rankings.Skip(config.Rankings))
        {
            Assert.Contains(own.Question, RoadConfig.Questions);
            Assert.All(own.Answers, a => Assert.Equal(Reward.Of(own.Question, a.Text), a.Terms));
        }

        var batches = config.Batches(rankings);
        Assert.Equal([true, true, false, false, false, false, true, true], Enumerable.Range(0, 8).Select(n => batches(n).Rehearsal is not null)); // two batches a step
        Assert.Null((config with { RehearseEvery = 0 }).Batches(rankings)(0).Rehearsal);
        using var rewarder = new RewardModel(model.Copy());
        using Batch with = batches(0), without = (config with { RehearseEvery = 0 }).Batches(rankings)(0);
        Assert.Equal(config.Loss(rewarder, without).ToDouble(), config.Loss(rewarder, with).ToDouble(), 1e-5);
        var expected = Gradient(config.Loss(rewarder, without)) + 0.5 * Gradient(LlmWorkbook.Objectives.NextTokenLoss.Mean(rewarder.Body.call(with.Rehearsal!.Inputs), with.Rehearsal.Targets));
        Assert.InRange((Gradient(config.Loss(rewarder, with)) - expected).abs().max().ToDouble(), 0, 1e-5);
        Assert.True((expected - Gradient(config.Loss(rewarder, without))).abs().max().ToDouble() > 1e-3);

        TorchSharp.torch.Tensor Gradient(TorchSharp.torch.Tensor loss)
        {
            rewarder.zero_grad();
            loss.backward();
            return rewarder.Body.parameters().First(p => p.dim() == 2).grad!.clone();
        }
    }

    [Fact]
    public void Ranked_by_the_true_reward_the_better_answer_comes_first_as_often_as_Bradley_and_Terry_say()
    {
        var question = RoadConfig.Questions[0];
        string[] said = ["word.", AnswerSpace.Candidates(question).MaxBy(c => c.Terms.Total)!.Text];
        double margin = Reward.Of(question, said[1]).Total - Reward.Of(question, said[0]).Total, expected = 1 / (1 + Math.Exp(-margin));
        var random = new SplitMix64(5);
        double first = Enumerable.Range(0, 4_000).Average(_ => Rankings.Of(question, said, random).Answers[0].Text == said[1] ? 1.0 : 0);
        Assert.InRange(first, expected - 4 * Math.Sqrt(expected * (1 - expected) / 4_000), expected + 4 * Math.Sqrt(expected * (1 - expected) / 4_000));
    }

    [Fact]
    public void Of_four_batches_one_is_the_old_text()
    {
        var config = new FineTuningConfig().Fast();
        var chats = config.Instructions(Split.Train, 20);
        var (rehearsed, plain) = (config.Rehearsed(chats), (config with { RehearseEvery = 0 }).Rehearsed(chats));
        bool Same(int n) { using Batch a = rehearsed(n), b = plain(n); return a.Inputs.shape.SequenceEqual(b.Inputs.shape) && a.Inputs.equal(b.Inputs).all().item<bool>(); }
        Assert.Equal([true, true, true, false, true], Enumerable.Range(0, 5).Select(Same));
    }
}
