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
        return new(new TransformerConfig { VocabularySize = WorldTokenizer.Size, BlockSize = 64, Layers = 1, Heads = 1, Width = 8 });
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
        int calls = 0;
        IReadOnlyList<double> Reward(IReadOnlyList<(string Question, string Answer)> said)
        {
            calls++;
            return [.. said.Select((s, i) => Question.Find(s.Question) is null ? 0 : i % 3 - 1.0)];
        }
        var ppo = Config.Ppo(policy, reference, Reward).ToList();
        var grpo = Config.Grpo(policy, reference, Reward).ToList();
        Assert.Equal(2 * Config.Rounds, calls);
        foreach (var (rounds, flops) in new[] { (ppo, 2 * 3 + 12 * 2), (grpo, 2 * 2 + 6 * 2) })
        {
            Assert.Equal([0, 1], rounds.Select(r => r.Number));
            Assert.True(rounds[0].Tokens > 0 && rounds[1].Tokens > rounds[0].Tokens && rounds[1].Seconds >= rounds[0].Seconds);
            Assert.Equal((double)flops * policy.ParameterCount * rounds[1].Tokens, rounds[1].Flops, 1.0);
        }
        Assert.Contains("objective/kl", ppo[0].Metrics);
        Assert.Contains("frac_reward_zero_std", grpo[0].Metrics);
    }

    [Fact]
    public void Comparisons_are_of_the_models_own_answers_and_dpo_begins_at_ln_2()
    {
        using var scope = NewDisposeScope();
        using Decoder reference = Tiny(), policy = Tiny();
        var comparisons = Config.Compared(reference);
        Assert.InRange(comparisons.Count, 1, Config.Comparisons);
        Assert.All(comparisons, c => Assert.False(c.Chosen.SequenceEqual(c.Rejected)));
        var steps = Config.Dpo(policy, reference, comparisons).ToList();
        Assert.Equal(Config.DpoSteps, steps.Count);
        Assert.Equal(Math.Log(2), steps[0].Metrics["loss"], 1e-5);
    }
}
