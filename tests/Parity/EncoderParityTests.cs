using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Parity;

/// <summary>Encoder and encoder-decoder with padding: the same weights give PyTorch's scores, loss and gradients (encoders.py).</summary>
public sealed class EncoderParityTests
{
    private static readonly TransformerConfig Shape = new() { VocabularySize = 29, BlockSize = 12, Layers = 2, Heads = 3, Width = 24, Bias = true };

    [Fact]
    public void Encoder()
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFile.Open("encoder");
        using var model = new Encoder(Shape, CPU, hasSegments: true);
        Load(golden, model);

        var hidden = model.Hidden(golden["tokens"], golden["is_pad"], golden["segments"]);
        Golden.Same("hidden states of text", golden["hidden"], hidden[golden["is_pad"].logical_not()], absolute: 1e-5);
        var pairScores = model.IsNextScores(model.Pooled(hidden));
        Golden.Same("scores of pairs", golden["pair_scores"], pairScores, absolute: 1e-5);
        var loss = MaskedLoss.Mean(hidden, golden["targets"], model.Scores) + NextSentenceLoss.Mean(pairScores, golden["is_next"]);
        Golden.Same("loss", golden["loss"], loss);
        Golden.Same("attention", golden["attention"], model.AttentionWeights(golden["tokens"], 1), absolute: 1e-5);
        CheckGradients(golden, model, loss);
    }

    [Fact]
    public void Encoder_decoder()
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFile.Open("encoder-decoder");
        using var model = new EncoderDecoder(Shape, CPU);
        Load(golden, model);

        var memory = model.Encode(golden["tokens"], golden["is_pad"]);
        var hidden = model.Decode(golden["outputs"], memory, golden["is_pad"]);
        Golden.Same("scores", golden["scores"], model.Scores(hidden), absolute: 1e-5);
        var loss = MaskedLoss.Mean(hidden, golden["targets"], model.Scores);
        Golden.Same("loss", golden["loss"], loss);
        CheckGradients(golden, model, loss);
    }

    private static void Load(GoldenFile golden, nn.Module model)
    {
        var weights = golden.Under("before/");
        var parameters = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        Assert.Equal(weights.Keys.Order(StringComparer.Ordinal), parameters.Keys.Order(StringComparer.Ordinal));
        using var noGrad = no_grad();
        foreach (var (name, weight) in weights)
            parameters[name].copy_(weight);
    }

    private static void CheckGradients(GoldenFile golden, nn.Module model, Tensor loss)
    {
        loss.backward();
        var parameters = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        foreach (var (name, expected) in golden.Under("grad/"))
            Golden.Same($"gradient of {name}", expected, parameters[name].grad!, relative: 1e-4, absolute: 1e-5);
    }
}
