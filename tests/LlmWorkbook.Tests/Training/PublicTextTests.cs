using LlmWorkbook.Data;
using LlmWorkbook.Lessons;
using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using LlmWorkbook.Training;
using TorchSharp;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Training;

public class PublicTextTests(ITestOutputHelper output)
{
    /// <summary>
    /// nanoGPT's recipe for a CPU, with an output head of its own; benchmarks/pytorch/tinyshakespeare.py is the recipe in PyTorch
    /// with nanoGPT's tied head. LOG.md has the losses of both.
    /// </summary>
    [PublicTextFact]
    public void The_recipe_reaches_PyTorchs_loss_on_the_whole_validation_split_on_three_seeds()
    {
        var losses = new List<double>();
        foreach (long seed in (long[])[1337, 1338, 1339])
        {
            var config = new AutoregressiveConfig { Seed = seed }.ForText(Path.Combine(TestData.Folder!, "tinyshakespeare.txt"));
            var text = config.Text();
            manual_seed(seed);
            using var model = new Decoder(config.Model(text.VocabularySize));
            using var trainer = new Trainer(model, b => NextTokenLoss.Mean(model.call(b.Inputs), b.Targets), text.Batches(model.Device));
            var last = trainer.Run(config.Training()).Last();
            losses.Add(text.HeldOutLoss(model));
            output.WriteLine($"seed {seed}: validation loss {losses[^1]:F4} on the whole split, {last.TokensPerSecond:N0} tokens/s");
        }
        Assert.All(losses, loss => Assert.InRange(loss, 1.7, 1.915));
    }
}
