using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using LlmWorkbook.Data;
using LlmWorkbook.Models;
using static TorchSharp.torch;

namespace LlmWorkbook.Training;

/// <summary>
/// The model of each stage on the road: lesson 4 saves the base, later lessons load it, train it further and save their own; lesson 3 saves
/// its encoder. Each lies in <c>artifacts/models/STAGE</c> as <c>model.safetensors</c>; its shape, its tokenizer's hash and the tokens that
/// it has learned from stand in the file's metadata.
/// </summary>
public static class StageModel
{
    private const string ShapeKey = "shape";
    private const string VocabularyKey = "vocabulary";
    private const string TokensKey = "tokens";
    private const string HistoryKey = "history";

    /// <summary>The masked language model of lesson 3.</summary>
    public const string Masked = "masked";

    /// <summary>The pretrained model of lesson 4.</summary>
    public const string Base = "base";

    /// <summary>The fine-tuned model of lesson 6.</summary>
    public const string FineTuned = "sft";

    /// <summary>The reward model of lesson 7.</summary>
    public const string Reward = "reward";

    /// <summary>The reward model that the reader's own comparisons of lesson 7 have made.</summary>
    public const string Clicks = "clicks";

    /// <summary>Where the model of a stage lies: beside the library, in <c>artifacts</c>.</summary>
    public static string PathOf(string stage) => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(StageModel).Assembly.Location)!, "..", "models", stage, "model.safetensors"));

    /// <summary>Saves a model that was trained with <see cref="WorldTokenizer"/>, unless the one that is there has learned from more tokens.</summary>
    /// <param name="model">The model.</param>
    /// <param name="history">How it was trained.</param>
    /// <param name="path">Where; where the base lies if null.</param>
    /// <returns>One sentence: saved, or what is kept.</returns>
    /// <exception cref="WorkbookException">The file cannot be written, or the model's vocabulary is not the shared tokenizer's.</exception>
    public static string Save(Decoder model, TrainingHistory history, string? path = null) => Save(model, model.Config, history, path ?? PathOf(Base));

    /// <summary>Saves an encoder.</summary>
    /// <param name="model">The model.</param>
    /// <param name="history">How it was trained.</param>
    /// <param name="path">Where; where lesson 3's lies if null.</param>
    /// <inheritdoc cref="Save(Decoder, TrainingHistory, string?)"/>
    public static string Save(Encoder model, TrainingHistory history, string? path = null) => Save(model, model.Config, history, path ?? PathOf(Masked));

    /// <summary>Saves a reward model on a body of that kind.</summary>
    /// <param name="model">The model.</param>
    /// <param name="history">How it was trained.</param>
    /// <param name="path">Where; where lesson 7's lies if null.</param>
    /// <param name="keepsLonger">Whether one that is there and has learned from more tokens is kept.</param>
    /// <inheritdoc cref="Save(Decoder, TrainingHistory, string?)"/>
    public static string Save(RewardModel model, TrainingHistory history, string? path = null, bool keepsLonger = true) => Save(model, model.Config, history, path ?? PathOf(Reward), keepsLonger);

    private static string Save(nn.Module model, TransformerConfig config, TrainingHistory history, string path, bool keepsLonger = true)
    {
        if (config.VocabularySize != WorldTokenizer.Size)
            throw new WorkbookException($"The model has {config.VocabularySize} tokens, the shared tokenizer {WorldTokenizer.Size}; only a model of the world can be saved for later lessons.");
        if (keepsLonger && File.Exists(path) && SafetensorsHeader.Read(path).Metadata is var old && old.GetValueOrDefault(VocabularyKey) == Vocabulary
            && long.TryParse(old.GetValueOrDefault(TokensKey), CultureInfo.InvariantCulture, out long learned) && learned > history.Tokens)
            return $"The model that is saved already has learned from more tokens ({learned:N0}) and is kept.";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"The folder of '{path}' cannot be made ({e.Message.TrimEnd('.')}); make it, or name another file.", e);
        }
        Safetensors.Save(path, model.state_dict().Select(t => (t.Key, t.Value)), new Dictionary<string, string>
        {
            [ShapeKey] = JsonSerializer.Serialize(config),
            [VocabularyKey] = Vocabulary,
            [TokensKey] = history.Tokens.ToString(CultureInfo.InvariantCulture),
            [HistoryKey] = JsonSerializer.Serialize(history),
        });
        return "The model is saved for the later lessons.";
    }

    /// <summary>Loads it, or null when its lesson has not been run yet.</summary>
    /// <exception cref="WorkbookException">The file is damaged, or of another tokenizer.</exception>
    public static Decoder? Load(string? path = null) => Load(path ?? PathOf(Base), config => new Decoder(config));

    /// <summary>Loads an encoder, or null when its lesson has not been run yet.</summary>
    /// <inheritdoc cref="Load(string?)"/>
    public static Encoder? LoadEncoder(string? path = null) => Load(path ?? PathOf(Masked), config => new Encoder(config));

    /// <summary>How the model of a stage was trained, or null where there is none.</summary>
    public static TrainingHistory? HistoryOf(string stage) =>
        File.Exists(PathOf(stage)) && SafetensorsHeader.Read(PathOf(stage)).Metadata.GetValueOrDefault(HistoryKey) is { } history ? JsonSerializer.Deserialize<TrainingHistory>(history) : null;

    /// <summary>Loads a reward model, or null when its lesson has not been run yet.</summary>
    /// <inheritdoc cref="Load(string?)"/>
    public static RewardModel? LoadReward(string? path = null) => Load(path ?? PathOf(Reward), config => new RewardModel(new Decoder(config)));

    private static T? Load<T>(string path, Func<TransformerConfig, T> create) where T : nn.Module
    {
        if (!File.Exists(path))
            return null;
        var metadata = SafetensorsHeader.Read(path).Metadata;
        if (metadata.GetValueOrDefault(VocabularyKey) != Vocabulary || metadata.GetValueOrDefault(ShapeKey) is not { } shape)
            throw new WorkbookException($"The model in '{path}' was trained with another tokenizer; run its lesson again to make a new one.");
        var model = create(JsonSerializer.Deserialize<TransformerConfig>(shape)!);
        Safetensors.LoadInto(path, model.state_dict());
        return model;
    }

    /// <summary>Tells this tokenizer from an earlier one of the same size.</summary>
    private static string Vocabulary => Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', WorldTokenizer.Vocabulary.Ids.Keys))))[..16];
}
