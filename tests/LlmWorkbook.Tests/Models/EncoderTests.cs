using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Models;

public class EncoderTests
{
    private static readonly TransformerConfig Tiny = new() { VocabularySize = 11, BlockSize = 8, Layers = 2, Heads = 2, Width = 16 };

    [Fact]
    public void Every_position_sees_all_others_but_no_padding()
    {
        manual_seed(1);
        using var model = new Encoder(Tiny, CPU);
        model.eval();
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var first = tensor(new long[] { 1, 2, 3, 4, 0, 0 }, [1, 6]);
        var second = tensor(new long[] { 1, 2, 3, 9, 0, 0 }, [1, 6]);
        var otherPad = tensor(new long[] { 1, 2, 3, 4, 5, 6 }, [1, 6]);
        var isPad = tensor(new[] { false, false, false, false, true, true }, [1, 6]);
        var hidden = model.Hidden(first, isPad);
        Assert.False(hidden[0, 0].allclose(model.Hidden(second, isPad)[0, 0]));
        Assert.True(hidden[0, ..4].allclose(model.Hidden(otherPad, isPad)[0, ..4], 0, 0));
        Assert.True(hidden[0, ..4].allclose(model.Hidden(first[.., ..4])[0], 1e-4, 1e-5));
    }

    [Fact]
    public void Segments_matter_where_there_are_any()
    {
        using var plain = new Encoder(Tiny, CPU);
        using var pairs = new Encoder(Tiny, CPU, hasSegments: true);
        using var scope = NewDisposeScope();
        Assert.Equal(["transformer.wse.weight"], pairs.state_dict().Keys.Except(plain.state_dict().Keys));
        var tokens = arange(6, dtype: int64).unsqueeze(0);
        Assert.False(pairs.Hidden(tokens, segments: ones_like(tokens)).allclose(pairs.Hidden(tokens)));
        Assert.True(pairs.Hidden(tokens, segments: zeros_like(tokens)).allclose(pairs.Hidden(tokens)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_copy_is_equal_and_apart(bool hasSegments)
    {
        using var scope = NewDisposeScope();
        using var model = new Encoder(Tiny, CPU, hasSegments);
        using var copy = model.Copy();
        var tokens = arange(6, dtype: int64).unsqueeze(0);
        var before = model.call(tokens).detach();
        Assert.True(before.allclose(copy.call(tokens), 0, 0));
        using (no_grad())
            foreach (var parameter in model.parameters())
                parameter.add_(1);
        Assert.False(before.allclose(model.call(tokens)));
        Assert.True(before.allclose(copy.call(tokens), 0, 0));
    }

    [Fact]
    public void Attention_weights_add_up_to_one_and_a_decoder_looks_back_only()
    {
        using var scope = NewDisposeScope();
        using var encoder = new Encoder(Tiny, CPU);
        using var decoder = new Decoder(Tiny, CPU);
        var tokens = arange(5, dtype: int64).unsqueeze(0);
        foreach (int layer in new[] { 0, 1 })
        {
            var all = encoder.AttentionWeights(tokens, layer);
            var back = decoder.AttentionWeights(tokens, layer);
            Assert.Equal([1, 2, 5, 5], all.shape);
            Assert.True(all.sum(-1).allclose(ones(1, 2, 5)));
            Assert.True(back.sum(-1).allclose(ones(1, 2, 5)));
            Assert.Equal(0, back.triu(1).abs().sum().ToDouble());
            Assert.NotEqual(0, all.triu(1).abs().sum().ToDouble());
        }
        Assert.Contains("blocks 0 to 1", Assert.Throws<WorkbookException>(() => encoder.AttentionWeights(tokens, 2)).Message);
    }

    // Which operators the device "meta" has is libtorch's choice; the stand-in promises those that the models need.
    [StandinOnlyFact]
    public void Forward_and_backward_stay_on_the_device_of_the_parameters()
    {
        using var scope = NewDisposeScope();
        var tokens = zeros(3, 8, dtype: int64, device: META);
        var isPad = zeros(3, 8, dtype: @bool, device: META);
        using var encoder = new Encoder(Tiny with { Dropout = 0.1 }, META, hasSegments: true);
        var hidden = encoder.Hidden(tokens, isPad, tokens);
        (NextTokenLoss.Mean(encoder.Scores(hidden), tokens) + NextSentenceLoss.Mean(encoder.IsNextScores(encoder.Pooled(hidden)), tokens[.., 0])).backward();
        Assert.All(encoder.parameters(), p => Assert.Equal(DeviceType.META, p.grad!.device_type));

        using var both = new EncoderDecoder(Tiny, META);
        var memory = both.Encode(tokens, isPad);
        NextTokenLoss.Mean(both.Scores(both.Decode(tokens, memory, isPad)), tokens).backward();
        Assert.All(both.parameters(), p => Assert.Equal(DeviceType.META, p.grad!.device_type));
    }

    [Fact]
    public void The_decoder_half_sees_the_whole_input_without_padding_and_its_own_past()
    {
        manual_seed(3);
        using var model = new EncoderDecoder(Tiny, CPU);
        model.eval();
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var input = tensor(new long[] { 1, 2, 3, 4, 0 }, [1, 5]);
        var isPad = tensor(new[] { false, false, false, false, true }, [1, 5]);
        Tensor Hidden(long[] outputs, Tensor input, Tensor? isPad) => model.Decode(tensor(outputs, [1, outputs.Length]), model.Encode(input, isPad), isPad);
        var hidden = Hidden([5, 6, 7], input, isPad);
        Assert.True(hidden[0, ..2].allclose(Hidden([5, 6, 9], input, isPad)[0, ..2], 0, 0));
        Assert.True(hidden.allclose(Hidden([5, 6, 7], input[.., ..4], null), 1e-4, 1e-5));
        Assert.False(hidden[0, 0].allclose(Hidden([5, 6, 7], input.flip(1), null)[0, 0]));
    }

    [Fact]
    public void The_token_embedding_is_shared_and_counted_once()
    {
        using var model = new EncoderDecoder(Tiny, CPU);
        Assert.Single(model.state_dict().Keys, name => name.EndsWith("wte.weight", StringComparison.Ordinal));
        int self = 4 * 16 * 16, mlp = 8 * 16 * 16, norms = 2 * 16;
        int encoder = 2 * (self + mlp + norms) + 16 + 8 * 16, decoder = 2 * (2 * self + mlp + norms + 16) + 16 + 8 * 16;
        Assert.Equal(11 * 16 + encoder + decoder, model.ParameterCount);
    }
}
