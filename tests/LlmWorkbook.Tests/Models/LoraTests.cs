using LlmWorkbook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Models;

public sealed class LoraTests : IDisposable
{
    private readonly Decoder model;
    private readonly Tensor tokens;

    public LoraTests()
    {
        manual_seed(11);
        model = new Decoder(new() { VocabularySize = 11, BlockSize = 8, Layers = 2, Heads = 2, Width = 16 }, CPU);
        tokens = tensor(new long[] { 3, 1, 4, 1, 5, 9, 2, 6 }, [2, 4]);
    }

    public void Dispose()
    {
        model.Dispose();
        tokens.Dispose();
    }

    [Fact]
    public void A_new_update_changes_nothing_and_is_all_that_is_trained()
    {
        using var scope = NewDisposeScope();
        var before = model.call(tokens).detach();
        using var lora = new Lora(model, new() { Rank = 4 });
        Assert.True(before.allclose(model.call(tokens), 0, 1e-7));
        Assert.Equal(2 * 4 * ((16 + 48) + (16 + 16) + (16 + 64) + (64 + 16)), lora.ParameterCount);
        Assert.Contains("updates.transformer/h/1/mlp/c_fc.lora_A.weight", lora.named_parameters().Select(p => p.name));
        model.call(tokens).sum().backward();
        Assert.All(model.parameters(), p => Assert.Null(p.grad));
        Assert.All(lora.named_parameters().Where(p => p.name.Contains("lora_B")), p => Assert.NotEqual(0, p.parameter.grad!.abs().max().ToDouble()));
    }

    [Fact]
    public void Merged_weights_give_the_same_scores()
    {
        using var scope = NewDisposeScope();
        var before = model.call(tokens).detach();
        using var lora = new Lora(model, new() { Rank = 3, Alpha = 7 });
        Disturb(lora);
        var adapted = model.call(tokens).detach();
        Assert.False(before.allclose(adapted, 0, 1e-2));
        lora.Merge();
        Assert.True(adapted.allclose(model.call(tokens), 1e-5, 1e-5));
        Assert.All(model.parameters(), p => Assert.True(p.requires_grad));
    }

    [Fact]
    public void Disposal_gives_the_decoder_back_as_it_was()
    {
        using var scope = NewDisposeScope();
        var before = model.call(tokens).detach();
        model.parameters().First().requires_grad = false; // frozen by someone else, and stays so
        using (var lora = new Lora(model, new()))
            Disturb(lora);
        Assert.True(before.allclose(model.call(tokens), 0, 0));
        Assert.Single(model.parameters(), p => !p.requires_grad);
    }

    [Fact]
    public void The_cache_works_with_updates_too()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var lora = new Lora(model, new() { Layers = ["c_attn"] });
        Disturb(lora);
        using var cache = new KeyValueCache(model.Config, 2, CPU);
        var pieces = cat(new[] { model.Forward(tokens[.., ..2], cache), model.Forward(tokens[.., 2..], cache) }, 1);
        Assert.True(model.call(tokens).allclose(pieces, 1e-4, 1e-5));
    }

    [Fact]
    public void A_layer_that_is_not_there_is_said_in_one_sentence() =>
        Assert.Contains("no linear layer named q_proj", Assert.Throws<WorkbookException>(() => new Lora(model, new() { Layers = ["q_proj"] })).Message);

    private static void Disturb(Lora lora)
    {
        using var _ = no_grad();
        foreach (var parameter in lora.parameters())
            nn.init.normal_(parameter, 0, 0.3);
    }
}
