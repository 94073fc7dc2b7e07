using System.Text.Json;
using System.Text.Json.Serialization;
using LlmWorkbook.Models;
using LlmWorkbook.Training;

namespace LlmWorkbook.Benchmarks;

/// <summary>One measurement, in the words of <c>pytorch/settings.py</c>: both sides read the same file.</summary>
internal sealed record Settings
{
    [JsonIgnore] public string Name => $"{Layers} layers, {Width} wide, {Batch}x{Block}";

    public int Vocabulary { get; init; } = 65;
    public int Layers { get; init; }
    public int Heads { get; init; }
    public int Width { get; init; }
    public int Block { get; init; }
    public int Batch { get; init; }
    public int? Steps { get; init; }
    public int? StepsLeftOut { get; init; }
    public int? LossEvery { get; init; }
    public int? Sequences { get; init; }
    public string? Attention { get; init; }
    public bool? Foreach { get; init; }
    public string? Weights { get; init; }
    public string? Batches { get; init; }

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static Settings Read(string path) => JsonSerializer.Deserialize<Settings>(File.ReadAllText(path), Json)!;

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Json));

    [JsonIgnore] public TransformerConfig Model => new() { VocabularySize = Vocabulary, BlockSize = Block, Layers = Layers, Heads = Heads, Width = Width };

    [JsonIgnore] public TrainingConfig Training => new() { Steps = Steps ?? 1, BatchSize = Batch, EvaluateEvery = 0 };

    /// <summary>
    /// Floating-point operations of one training step's matrix products: 6 per weight and token (forward 2, backward 4), and for
    /// attention's two products 6 T C per layer and token, the causal half of 12 T C.
    /// </summary>
    [JsonIgnore] public double FlopsPerToken => 6.0 * (12.0 * Layers * Width * Width + (double)Vocabulary * Width) + 6.0 * Layers * Block * Width;
}
