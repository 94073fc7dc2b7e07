using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Training;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Training;

public sealed class StageModelTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Path => folder.File("base/model.safetensors");

    private static TrainingHistory After(long tokens) => new(tokens, 1, 6, [[1, 0.5]]);

    private static Decoder Tiny(int vocabulary, long seed)
    {
        manual_seed(seed);
        return new(new TransformerConfig { VocabularySize = vocabulary, BlockSize = 8, Layers = 1, Heads = 1, Width = 8 });
    }

    [Fact]
    public void A_saved_model_comes_back_with_its_shape_and_every_number()
    {
        Assert.Null(StageModel.Load(Path));
        using var model = Tiny(WorldTokenizer.Size, 1);
        Assert.Contains("is saved", StageModel.Save(model, After(100), Path));
        using var loaded = StageModel.Load(Path)!;
        Assert.Equal(model.Config, loaded.Config);
        Assert.Equal(model.state_dict().Values.SelectMany(t => t.data<float>()), loaded.state_dict().Values.SelectMany(t => t.data<float>()));
    }

    [Fact]
    public void An_encoder_is_kept_in_the_same_way()
    {
        Assert.Null(StageModel.LoadEncoder(Path));
        manual_seed(1);
        using var model = new Encoder(new TransformerConfig { VocabularySize = WorldTokenizer.Size, BlockSize = 8, Layers = 1, Heads = 1, Width = 8 });
        Assert.Contains("is saved", StageModel.Save(model, After(100), Path));
        using var loaded = StageModel.LoadEncoder(Path)!;
        Assert.Equal(model.Config, loaded.Config);
        Assert.Equal(model.state_dict().Values.SelectMany(t => t.data<float>()), loaded.state_dict().Values.SelectMany(t => t.data<float>()));
        Assert.Throws<WorkbookException>(() => StageModel.Load(Path));
    }

    [Fact]
    public void A_model_that_has_learned_more_is_kept()
    {
        using var first = Tiny(WorldTokenizer.Size, 1);
        using var second = Tiny(WorldTokenizer.Size, 2);
        StageModel.Save(first, After(100), Path);
        Assert.Contains("(100) and is kept", StageModel.Save(second, After(99), Path));
        using (var kept = StageModel.Load(Path)!)
            Assert.Equal(first.parameters().First().data<float>(), kept.parameters().First().data<float>());
        Assert.Contains("is saved", StageModel.Save(second, After(100), Path));
    }

    [Fact]
    public void A_model_of_another_vocabulary_is_refused()
    {
        using var other = Tiny(50, 1);
        Assert.Contains("shared tokenizer", Assert.Throws<WorkbookException>(() => StageModel.Save(other, After(1), Path)).Message);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        Safetensors.Save(Path, [("a", zeros(1))]);
        Assert.Contains("run its lesson again", Assert.Throws<WorkbookException>(() => StageModel.Load(Path)).Message);
    }
}
