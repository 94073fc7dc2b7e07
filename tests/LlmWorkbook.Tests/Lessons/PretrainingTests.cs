using LlmWorkbook.Data;
using LlmWorkbook.Lessons;
using LlmWorkbook.Metrics;
using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using LlmWorkbook.Training;
using TorchSharp;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Lessons;

/// <summary>The three pretraining lessons at their own scale on three seeds: how far above the floor each ends.</summary>
public class PretrainingTests(ITestOutputHelper output)
{
    [FullTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void TheAutoregressiveModelComesWithin005OfTheFloorAfterAtMost4MillionTokens(long seed)
    {
        var config = new AutoregressiveConfig { Seed = seed, EvaluateEvery = 0 };
        var text = config.Text();
        manual_seed(seed);
        using var model = new Decoder(config.Model(text.VocabularySize));
        using var trainer = new Trainer(model, b => NextTokenLoss.Mean(model.call(b.Inputs), b.Targets), text.Batches(model.Device)) { HalvesBatches = true };
        Finish(trainer, config.Training());
        var excess = text.Excess(model);
        Say("autoregressive", seed, text.Floor!.Value, text.Floor.Value + excess.Mean, excess);
        Assert.True(trainer.Tokens <= 4_000_000, $"{trainer.Tokens} tokens");
        Assert.InRange(excess.Mean, -3 * excess.StandardError, 0.05);
    }

    [FullTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void TheMaskedModelComesWithin005OfTheFloorOnFacts(long seed)
    {
        var config = new MaskedConfig { Seed = seed, EvaluateEvery = 0 };
        var batches = config.Masked(config.Facts());
        manual_seed(seed);
        using var model = new Encoder(config.Model());
        using var trainer = new Trainer(model, b => MaskedLoss.Mean(model.Hidden(b.Inputs, b.IsPad), b.Targets, model.Scores), n => batches[n]) { HalvesBatches = true };
        Finish(trainer, config.Training());
        var riddles = Enum.GetValues<Language>().SelectMany(l => Riddle.Draw(World.Facts, l, config.Riddles, 1, seed)).ToList();
        double[] floor = [.. riddles.Select(r => r.FloorNats)];
        var excess = PairedExcess.Of(MaskedGuesses.Nats(model, riddles), floor, [.. riddles.Select(r => r.Places.Count)]);
        Say("masked, one word hidden", seed, floor.Average(), floor.Average() + excess.Mean, excess);
        Assert.InRange(excess.Mean, -3 * excess.StandardError, 0.05);
    }

    [FullTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void TheDenoisingModelComesWithin005OfTheFloorOnFacts(long seed)
    {
        var config = new DenoisingConfig { Seed = seed, EvaluateEvery = 0 };
        var batches = config.Corrupted(config.Draw(20_000, seed));
        manual_seed(seed);
        using var model = new EncoderDecoder(config.Model(config.Layers));
        Tensor Loss(Batch b) => MaskedLoss.Mean(model.Decode(b.DecoderInputs!, model.Encode(b.Inputs, b.IsPad), b.IsPad), b.Targets, model.Scores);
        using var trainer = new Trainer(model, Loss, n => batches[n]) { HalvesBatches = true };
        Finish(trainer, config.Training());
        model.eval();
        var exact = config.Floor();
        var test = config.Draw(config.HeldOut, seed + 1).Select((t, n) => batches.Corrupt(t, SplitMix64.At(seed, n))).ToList();
        int[] tokens = [.. test.Select(t => t.Target.Length + 1)];
        double[] floor = [.. test.Select(t => exact.Nats(t.Input, t.Target))];
        double[] reached = [.. test.Zip(tokens, (t, length) =>
        {
            using var _ = no_grad();
            using var scope = NewDisposeScope();
            using var one = SpanCorruption.ToBatch([t], WorldTokenizer.Special, model.Device);
            return length * Loss(one).ToDouble();
        })];
        var excess = PairedExcess.Of(reached, floor, tokens);
        Say("denoising", seed, floor.Sum() / tokens.Sum(), reached.Sum() / tokens.Sum(), excess);
        Assert.InRange(excess.Mean, -3 * excess.StandardError, 0.05);
    }

    private static void Finish(Trainer trainer, TrainingConfig config)
    {
        foreach (var _ in trainer.Run(config))
        {
        }
    }

    private void Say(string what, long seed, double floor, double reached, PairedExcess excess) =>
        output.WriteLine(FormattableString.Invariant($"{what}, seed {seed}: floor {floor:F4}, reached {reached:F4}, excess {excess.Mean:F4} ± {excess.StandardError:F4} nats per token"));
}
