using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmWorkbook.Training;

namespace LlmWorkbook.Lessons;

/// <summary>One training run with Hugging Face's TRL: its configuration in YAML, and the command that starts it.</summary>
/// <param name="Method">What TRL calls it: sft, reward, dpo, grpo; ppo, which has no command of TRL's, is started by a script.</param>
/// <param name="File">Name of the configuration file.</param>
/// <param name="Settings">Fields and their values, in order: those of TRL's configurations, transformers' TrainingArguments among them.</param>
internal sealed record TrlRun(string Method, string File, IReadOnlyList<(string Name, object Value)> Settings)
{
    /// <summary>The version of TRL whose field names these are.</summary>
    public const string Version = "1.10";

    /// <summary>How it is started, in the folder of the export.</summary>
    public string Command => Method == "ppo" ? $"accelerate launch --config_file accelerate.yaml ppo.py --config {File}" : $"trl {Method} --config {File}";

    /// <summary>The file's text.</summary>
    public string Yaml
    {
        get
        {
            var text = new StringBuilder($"# {Command}\n");
            foreach (var (name, value) in Settings)
                text.Append($"{name}: {Show(value)}\n");
            return text.ToString();
        }
    }

    /// <summary>The fields of a run that begins with a model: where model, data and result are, single precision as in the lessons, and no reports.</summary>
    public static IReadOnlyList<(string, object)> Files(string model, string data, string result) =>
    [
        ("model_name_or_path", model), ("dataset_name", data), ("output_dir", result), ("accelerate_config", "accelerate.yaml"), .. Plain,
    ];

    /// <summary>The fields that every run has: single precision as in the lessons, no checkpoints, no reports to services.</summary>
    public static IReadOnlyList<(string, object)> Plain { get; } = [("bf16", false), ("gradient_checkpointing", false), ("save_strategy", "no"), ("report_to", "none")];

    /// <summary>The fields of a run of <see cref="Trainer"/>.</summary>
    public static IReadOnlyList<(string, object)> Of(TrainingConfig config) =>
    [
        ("max_steps", config.Steps), ("per_device_train_batch_size", config.BatchSize),
        ("learning_rate", config.LearningRate), ("lr_scheduler_type", "cosine_with_min_lr"),
        ("lr_scheduler_kwargs", new Dictionary<string, object> { ["min_lr"] = config.MinLearningRate }), ("warmup_steps", config.WarmupSteps),
        ("adam_beta1", config.Beta1), ("adam_beta2", config.Beta2), ("weight_decay", config.WeightDecay), ("max_grad_norm", config.ClipNorm), ("seed", config.Seed),
    ];

    /// <summary>The fields of a run whose learning rate falls to 0 along a straight line, with Adam and no weight decay.</summary>
    public static IReadOnlyList<(string, object)> Falling(double learningRate, double clipNorm, long seed) =>
        [("learning_rate", learningRate), ("lr_scheduler_type", "linear"), ("weight_decay", 0.0), ("max_grad_norm", clipNorm), ("seed", seed)];

    /// <summary>The fields of an evaluation on the held-out rows every so many steps.</summary>
    public static IReadOnlyList<(string, object)> Evaluated(int every, int batchSize) =>
        [("eval_strategy", "steps"), ("eval_steps", Math.Max(1, every)), ("per_device_eval_batch_size", batchSize)];

    /// <summary>A value as YAML. Decimals have no exponent, which YAML 1.1 takes for text; texts are JSON strings, which are YAML's as well.</summary>
    private static string Show(object value) => value switch
    {
        bool b => b ? "true" : "false",
        double d => d.ToString("0.0##############", CultureInfo.InvariantCulture),
        int or long => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        string s => JsonSerializer.Serialize(s, JsonRows.Readable),
        IEnumerable<string> list => $"[{string.Join(", ", list.Select(Show))}]",
        IReadOnlyDictionary<string, object> fields => $"{{{string.Join(", ", fields.Select(f => $"{f.Key}: {Show(f.Value)}"))}}}",
        _ => throw new ArgumentException($"A {value.GetType().Name} cannot be written as YAML.", nameof(value)),
    };
}
