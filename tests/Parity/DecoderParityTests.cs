using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using LlmWorkbook.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Parity;

/// <summary>The whole decoder: the same weights give PyTorch's scores, loss, gradients and training run.</summary>
public sealed class DecoderParityTests
{
    public static TheoryData<string, bool> Kinds => new() { { "decoder-nanogpt", false }, { "decoder-gpt2", true } };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Scores_loss_and_gradients(string file, bool isGpt2)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFile.Open(file);
        using var model = Load(golden, isGpt2);

        var scores = model.call(golden["tokens"][0]);
        Golden.Same("scores", golden["scores"], scores, absolute: 1e-5); // scores of about 10 leave 1e-6 absolute where terms cancel
        var loss = NextTokenLoss.Mean(scores, golden["targets"][0]);
        Golden.Same("loss", golden["loss"], loss);

        loss.backward();
        foreach (var (name, expected) in golden.Under("grad/"))
            Golden.Same($"gradient of {name}", expected, Parameters(model)[name].grad!, relative: 1e-4, absolute: 1e-6); // two layers deep
    }

    /// <summary>
    /// Adam divides each gradient by its own size, so that where the gradient is nothing but rounding (a key's bias adds the
    /// same to every score of a row) the step is as long as any other and its direction is chance. nanoGPT's kind, without
    /// biases, has no such parameter.
    /// </summary>
    [Fact]
    public void Five_training_steps()
    {
        using var golden = GoldenFile.Open("decoder-nanogpt");
        using var model = Load(golden, isGpt2: false);
        Batch BatchOf(long step) => new(golden["tokens"][step].clone(), golden["targets"][step].clone());
        using var trainer = new Trainer(model, batch => NextTokenLoss.Mean(model.call(batch.Inputs), batch.Targets), BatchOf);
        var config = new TrainingConfig
        {
            Steps = 5,
            WarmupSteps = 2,
            LearningRate = 1e-2,
            MinLearningRate = 1e-3,
            WeightDecay = 0.1,
            Beta1 = 0.9,
            Beta2 = 0.99,
            ClipNorm = 1.0,
            EvaluateEvery = 0,
        };
        double[] losses = Golden.Numbers(golden["losses"]), norms = Golden.Numbers(golden["norms"]);
        foreach (var step in trainer.Run(config))
        {
            Assert.Equal(losses[step.Step - 1], step.Loss, 1e-4);
            Assert.Equal(norms[step.Step - 1], step.GradientNorm, 1e-3);
        }
        Assert.Equal(5, trainer.Step);
        foreach (var (name, expected) in golden.Under("after/"))
            Golden.Same($"{name} after five steps", expected, Parameters(model)[name], relative: 1e-4, absolute: 2e-4); // 1/50 of one step
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_cache_changes_nothing(string file, bool isGpt2)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFile.Open(file);
        using var model = Load(golden, isGpt2);
        model.eval();
        using var noGrad = no_grad();
        var tokens = golden["tokens"][0]; // (3, 10)
        using var cache = new KeyValueCache(model.Config, 3, model.Device);
        var parts = new List<Tensor>();
        int start = 0;
        foreach (int count in new[] { 4, 1, 1, 3, 1 })
        {
            parts.Add(model.Forward(tokens.narrow(1, start, count), cache));
            start += count;
        }
        Golden.Same("scores", golden["scores"], cat(parts, 1), absolute: 1e-5);
    }

    private static Decoder Load(GoldenFile golden, bool isGpt2)
    {
        var model = new Decoder(new TransformerConfig
        {
            VocabularySize = 29,
            BlockSize = 12,
            Layers = 2,
            Heads = 3,
            Width = 24,
            Bias = isGpt2,
            TanhGelu = isGpt2,
        }, CPU);
        var weights = golden.Under("before/");
        var parameters = Parameters(model);
        Assert.Equal(weights.Keys.Order(StringComparer.Ordinal), parameters.Keys.Order(StringComparer.Ordinal));
        using var noGrad = no_grad();
        foreach (var (name, weight) in weights)
            parameters[name].copy_(weight);
        return model;
    }

    private static Dictionary<string, Parameter> Parameters(Decoder model) => model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
}
