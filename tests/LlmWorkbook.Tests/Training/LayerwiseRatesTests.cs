using LlmWorkbook.Models;
using LlmWorkbook.Training;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Training;

public class LayerwiseRatesTests
{
    [Theory]
    [InlineData("transformer.h.2.attn.c_attn.weight", 1)]
    [InlineData("transformer.h.1.ln_1.weight", 0.5)]
    [InlineData("transformer.h.0.mlp.c_fc.weight", 0.25)]
    [InlineData("transformer.wte.weight", 0.125)]
    [InlineData("bert.transformer.wpe.weight", 0.125)]
    [InlineData("transformer.ln_f.weight", 1)]
    [InlineData("classifier.weight", 1)]
    public void Each_block_has_half_of_the_one_above(string name, double factor) => Assert.Equal(factor, LayerwiseRates.Factors(3, 0.5)(name), 1e-12);

    [Fact]
    public void Every_parameter_of_a_model_has_its_place()
    {
        using var model = new Decoder(new() { VocabularySize = 11, BlockSize = 8, Layers = 3, Heads = 2, Width = 16, TiedHead = false }, CPU);
        var factors = LayerwiseRates.Factors(3, 0.5);
        var counts = model.named_parameters().GroupBy(p => factors(p.name)).ToDictionary(g => g.Key, g => g.Count());
        Assert.Equal(2, counts[0.125]);
        Assert.Equal(counts[0.25], counts[0.5]);
        Assert.Equal(counts[0.25] + 2, counts[1]); // the last norm and the output head as well
        Assert.Contains("decay is 2", Assert.Throws<WorkbookException>(() => LayerwiseRates.Factors(3, 2)).Message);
    }
}
