using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Parity;

/// <summary>A decoder with low-rank updates: PyTorch's scores, loss and gradients, whose weights were written out as W + (alpha / r) B A.</summary>
public sealed class LoraParityTests
{
    /// <summary>In float32 one layer deep: gradients of two depend on the processor's kernels by more than 1e-6.</summary>
    [Theory]
    [InlineData("lora", 2, ScalarType.Float64, 1e-10, 1e-10, 1e-10)]
    [InlineData("lora-one-layer", 1, ScalarType.Float32, 1e-5, 1e-5, 1e-6)]
    public void Scores_loss_gradients_and_merged_weights(string file, int layers, ScalarType type, double relative, double ofScores, double ofGradients)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFile.Open(file);
        using var model = new Decoder(new() { VocabularySize = 29, BlockSize = 12, Layers = layers, Heads = 3, Width = 24, Bias = true }, CPU);
        model.to(type);
        using (no_grad())
            foreach (var (name, parameter) in model.named_parameters())
                parameter.copy_(golden[$"before/{name}"]);
        using var lora = new Lora(model, new() { Rank = 3, Alpha = 5 });
        var updates = lora.named_parameters().ToDictionary(p => Key(p.name), p => p.parameter);
        var kept = golden.Under("lora/");
        Assert.Equal(kept.Keys.Order(StringComparer.Ordinal), updates.Keys.Order(StringComparer.Ordinal));
        using (no_grad())
            foreach (var (name, update) in kept)
                updates[name].copy_(update);

        var scores = model.call(golden["tokens"]);
        Golden.Same("scores", golden["scores"].to_type(type), scores, relative, ofScores);
        var loss = NextTokenLoss.Mean(scores, golden["targets"]);
        Golden.Same("loss", golden["loss"].to_type(type), loss, relative, ofGradients);
        loss.backward();
        foreach (var (name, expected) in golden.Under("grad/"))
            Golden.Same($"gradient of {name}", expected.to_type(type), updates[name].grad!, relative, ofGradients);

        lora.Merge();
        Golden.Same("scores of merged weights", golden["scores"].to_type(type), model.call(golden["tokens"]), relative, ofScores);
    }

    /// <summary>updates.transformer/h/0/attn/c_attn.lora_A.weight to transformer.h.0.attn.c_attn/A.</summary>
    private static string Key(string name)
    {
        string[] parts = name.Split('.');
        return parts[1].Replace('/', '.') + "/" + parts[2][^1];
    }
}
