using LlmWorkbook.Data;
using LlmWorkbook.Lessons;
using LlmWorkbook.Metrics;
using LlmWorkbook.Models;
using LlmWorkbook.Training;
using Xunit.Abstractions;

namespace LlmWorkbook.Tests.Lessons;

/// <summary>Rewards from checkers at the lesson's own scale on three seeds: more right answers to tasks that training never asks for.</summary>
public class VerifiableTests(ITestOutputHelper output)
{
    [FullTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void GrpoRaisesPassAt1OnHeldOutTasks(long seed)
    {
        var config = new VerifiableConfig { Seed = seed };
        using var policy = config.FineTuning.FineTuned();
        config.Show(policy, [.. config.Draw(Split.Train, config.Examples).Select(t => (t.Prompt, t.Solution))], config.ExampleSteps);
        using var reference = policy.Copy();
        var heldOut = config.Draw(Split.Composition, 3 * config.HeldOutTasks);
        double[] Right(Decoder model)
        {
            using var rollouts = config.Answer(model, heldOut, config.HeldOutAnswers, seed);
            return [.. rollouts.Texts.Chunk(config.HeldOutAnswers).Zip(heldOut, (texts, task) => texts.Average(text => task.IsRight(text) ? 1.0 : 0))];
        }

        var before = Right(policy);
        using (var trainer = new PpoTrainer(policy, reference))
            for (int round = 0; round < config.Rounds; round++)
            {
                var tasks = config.Draw(Split.Train, config.Tasks, 1 + round);
                using var rollouts = config.Answer(policy, tasks, config.GroupSize, seed + round);
                trainer.GroupStep(rollouts, [.. rollouts.Texts.Select((text, row) => tasks[row / config.GroupSize].Credit(text))], config.GroupSize, config.Grpo(round));
            }
        var gain = PairedGain.Of(Right(policy), before);
        output.WriteLine($"seed {seed}: pass@1 {before.Average():P1}, gain {gain.Mean:P1} (95 % lower bound {gain.Lower:P1})");
        Assert.True(gain.Lower > 0, $"seed {seed}: {gain}");
    }
}
