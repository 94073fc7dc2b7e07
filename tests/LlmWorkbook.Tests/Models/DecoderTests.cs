using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Models;

public class DecoderTests
{
    private static readonly TransformerConfig Tiny = new() { VocabularySize = 11, BlockSize = 8, Layers = 2, Heads = 2, Width = 16 };

    [Fact]
    public void Parameters_carry_the_names_of_Hugging_Faces_GPT2()
    {
        using var model = new Decoder(Tiny with { Bias = true }, CPU);
        string[] block = ["ln_1.weight", "ln_1.bias", "attn.c_attn.weight", "attn.c_attn.bias", "attn.c_proj.weight", "attn.c_proj.bias",
            "ln_2.weight", "ln_2.bias", "mlp.c_fc.weight", "mlp.c_fc.bias", "mlp.c_proj.weight", "mlp.c_proj.bias"];
        IEnumerable<string> expected = [
            "transformer.wte.weight", "transformer.wpe.weight",
            .. from layer in Enumerable.Range(0, 2) from name in block select $"transformer.h.{layer}.{name}",
            "transformer.ln_f.weight", "transformer.ln_f.bias"];
        Assert.Equal(expected.Order(), model.named_parameters().Select(p => p.name).Order());
        Assert.Equal(expected.Order(), model.state_dict().Keys.Order());
    }

    [Fact]
    public void A_head_of_its_own_adds_one_matrix()
    {
        using var tied = new Decoder(Tiny, CPU);
        using var untied = new Decoder(Tiny with { TiedHead = false }, CPU);
        Assert.Equal(["lm_head.weight"], untied.state_dict().Keys.Except(tied.state_dict().Keys));
        Assert.Equal(11 * 16, untied.ParameterCount - tied.ParameterCount);
        using var tokens = zeros(2, 3, dtype: int64);
        Assert.Equal([2, 3, 11], untied.call(tokens).shape);
    }

    [Fact]
    public void GPT2_small_has_124_million_parameters()
    {
        using var model = new Decoder(new() { VocabularySize = 50257, BlockSize = 1024, Layers = 12, Heads = 12, Width = 768, Bias = true }, META);
        Assert.Equal(124_439_808, model.ParameterCount);
    }

    // Which operators the device "meta" has is libtorch's choice; the stand-in promises those that the models need.
    [StandinOnlyFact]
    public void Forward_loss_and_backward_stay_on_the_device_of_the_parameters()
    {
        StaysOnMeta(bias: false, dropout: 0);
        StaysOnMeta(bias: true, dropout: 0.1);
        StaysOnMeta(bias: false, dropout: 0, tiedHead: false);
    }

    private static void StaysOnMeta(bool bias, double dropout, bool tiedHead = true)
    {
        using var model = new Decoder(Tiny with { Bias = bias, Dropout = dropout, TiedHead = tiedHead }, META);
        using var tokens = zeros(3, 8, dtype: int64, device: META);
        using var logits = model.call(tokens);
        using var loss = NextTokenLoss.Mean(logits, tokens);
        loss.backward();
        Assert.Equal(DeviceType.META, loss.device_type);
        Assert.All(model.parameters(), p => Assert.Equal(DeviceType.META, p.grad!.device_type));
    }

    [Fact]
    public void No_position_sees_the_future()
    {
        manual_seed(1);
        using var model = new Decoder(Tiny, CPU);
        model.eval();
        using var _ = no_grad();
        using var first = tensor(new long[] { 1, 2, 3, 4, 5, 6 }, [1, 6]);
        using var second = tensor(new long[] { 1, 2, 3, 4, 9, 10 }, [1, 6]);
        using var a = model.call(first)[0, ..4];
        using var b = model.call(second)[0, ..4];
        using var c = model.call(second)[0, 4];
        Assert.True(a.allclose(b, 0, 0));
        Assert.False(model.call(first)[0, 4].allclose(c));
    }

    [Fact]
    public void Reading_in_pieces_through_the_cache_gives_the_same_scores()
    {
        manual_seed(2);
        using var model = new Decoder(Tiny, CPU);
        model.eval();
        using var _ = no_grad();
        using var tokens = tensor(new long[] { 3, 1, 4, 1, 5, 9, 2, 6 }, [1, 8]);
        using var whole = model.call(tokens);
        using var cache = new KeyValueCache(Tiny, 1, CPU);
        using var pieces = cat(new[] { model.Forward(tokens[.., ..3], cache), model.Forward(tokens[.., 3..7], cache), model.Forward(tokens[.., 7..], cache) }, 1);
        Assert.True(whole.allclose(pieces, 1e-4, 1e-5));
    }

    [Fact]
    public void Wrong_shapes_are_said_in_one_sentence()
    {
        Assert.Contains("multiple of Heads", Assert.Throws<WorkbookException>(() => new Decoder(Tiny with { Heads = 3 }, CPU)).Message);
        Assert.Contains("Layers is 0", Assert.Throws<WorkbookException>(() => Tiny with { Layers = 0 }).Message);
        using var model = new Decoder(Tiny, CPU);
        using var tooLong = zeros(1, 9, dtype: int64);
        Assert.Contains("at most 8 tokens", Assert.Throws<WorkbookException>(() => model.call(tooLong)).Message);
    }

    [Fact]
    public void Mimetic_attention_starts_as_a_copying_machine()
    {
        manual_seed(3);
        using var model = new Decoder(Tiny with { Width = 128, MimeticAttention = true }, CPU);
        using var _ = no_grad();
        using var seenBefore = model.AttentionWeights(tensor(new long[] { 5, 2, 9, 5 }, [1, 4]), 0); // (1, H, 4, 4)
        Assert.All(Enumerable.Range(0, 2), head => Assert.True(seenBefore[0, head, 3, 0].ToDouble() > 2 * seenBefore[0, head, 3, 1..3].max().ToDouble()));

        var weights = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        using var value = weights["transformer.h.1.attn.c_attn.weight"][256..];
        using var copied = weights["transformer.h.1.attn.c_proj.weight"].mm(value);                  // (C, C)
        Assert.InRange(copied.diagonal().mean().ToDouble(), 0.95, 1.05);
        Assert.InRange((copied - copied.diagonal().diag()).mean().ToDouble(), -0.01, 0.01);
    }
}
