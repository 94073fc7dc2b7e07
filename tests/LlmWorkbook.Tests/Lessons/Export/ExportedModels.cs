using LlmWorkbook.Data;
using LlmWorkbook.Lessons;
using LlmWorkbook.Models;
using LlmWorkbook.Training;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Lessons;

/// <summary>A folder with small random models of the stages, and exports of lessons at test scale beside it.</summary>
internal sealed class ExportedModels : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ExportedModels(params IReadOnlyList<string> stages)
    {
        manual_seed(3);
        foreach (string stage in stages)
        {
            using var model = new Decoder(new() { VocabularySize = WorldTokenizer.Size, BlockSize = 128, Layers = 2, Heads = 2, Width = 12, TiedHead = stage != "grpo" }, CPU);
            if (stage == StageModel.Reward)
            {
                using var reward = new RewardModel(model.Copy());
                StageModel.Save(reward, new TrainingHistory(1, 1, 1, []), PathOf(stage));
            }
            else
                StageModel.Save(model, new TrainingHistory(1, 1, 1, []), PathOf(stage));
        }
    }

    public string PathOf(string stage) => folder.File($"models/{stage}/model.safetensors");

    /// <summary>Where a lesson is exported to.</summary>
    public string Folder(string lesson) => folder.File("exported " + lesson);

    /// <summary>Exports a lesson.</summary>
    /// <returns>What was told.</returns>
    public string Export(string lesson, string? scale = null)
    {
        var told = new StringWriter();
        new LessonExport(PathOf, isFast: true).WriteTo(lesson, Folder(lesson), scale, told);
        return told.ToString();
    }

    public void Dispose() => folder.Dispose();
}
