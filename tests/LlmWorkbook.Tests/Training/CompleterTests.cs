using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using LlmWorkbook.Training;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Training;

/// <summary>Each kind of model, having learned one sentence by heart, completes it.</summary>
public class CompleterTests
{
    private static readonly int[] sentence = WorldTokenizer.Encode("北京是中国的首都。");
    private static readonly int gap = WorldTokenizer.Special.Sentinels[0];
    private static readonly TransformerConfig shape = new() { VocabularySize = WorldTokenizer.Size, BlockSize = 16, Layers = 1, Heads = 2, Width = 32 };
    private static readonly TrainingConfig training = new() { Steps = 60, BatchSize = 8, LearningRate = 5e-3, MinLearningRate = 5e-4, WarmupSteps = 0, EvaluateEvery = 0, Seed = 1 };

    [Fact]
    public void AMaskedModelFillsOneWord()
    {
        manual_seed(1);
        using var model = new Encoder(shape);
        var batches = new MaskedBatches([EncoderRow.Of(sentence, WorldTokenizer.Special)], WorldTokenizer.Special, WorldTokenizer.Size, 8, 1, model.Device) { Rate = 0.3 };
        Learn(new(model, b => MaskedLoss.Mean(model.Hidden(b.Inputs, b.IsPad), b.Targets, model.Scores), n => batches[n]));
        Assert.Equal(sentence, Completer.Fill(model, [.. sentence[..2], gap, .. sentence[3..]]));
    }

    [Fact]
    public void ACausalModelWritesTheEnd()
    {
        manual_seed(1);
        using var model = new Decoder(shape);
        var batches = new DocumentBatches([sentence], WorldTokenizer.Special, 8, 16, 1, model.Device);
        Learn(new(model, b => NextTokenLoss.Mean(model.call(b.Inputs), b.Targets), n => batches[n]));
        Assert.Equal(sentence, Completer.Continue(model, [.. sentence[..2], gap]));
    }

    [Fact]
    public void AnEncoderDecoderRestoresSpansOfAnyLength()
    {
        manual_seed(1);
        using var model = new EncoderDecoder(shape);
        var batches = new SpanBatches([sentence], WorldTokenizer.Special, 8, 16, 1, model.Device) { Rate = 0.4, MeanSpan = 2 };
        Learn(new(model, b => MaskedLoss.Mean(model.Decode(b.DecoderInputs!, model.Encode(b.Inputs, b.IsPad), b.IsPad), b.Targets, model.Scores), n => batches[n]), steps: 300);
        Assert.Equal(sentence, Completer.Restore(model, [sentence[0], gap, .. sentence[3..]]));
    }

    [Fact]
    public void BatchesAndObjectivesLeaveOutTheSameTarget() => Assert.Equal(Batch.Ignored, NextTokenLoss.Ignored);

    private static void Learn(Trainer trainer, int steps = 60)
    {
        using (trainer)
            foreach (var _ in trainer.Run(training with { Steps = steps }))
            {
            }
    }
}
