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

    /// <summary>The fields of a run whose learning rate rises for some steps and falls to 0 along a straight line, with Adam and no weight decay.</summary>
    public static IReadOnlyList<(string, object)> Falling(double learningRate, int warmup, double clipNorm, long seed) =>
        [("learning_rate", learningRate), ("lr_scheduler_type", "linear"), ("warmup_steps", warmup), ("weight_decay", 0.0), ("max_grad_norm", clipNorm), ("seed", seed)];

    /// <summary>A run of PPO from <c>start/</c> with the reward model of <c>reward/</c>.</summary>
    /// <param name="ppo">The updates.</param>
    /// <param name="answers">Answers in each round.</param>
    /// <param name="rounds">How many rounds.</param>
    /// <param name="warmup">In how many of them the learning rate rises.</param>
    /// <param name="maxTokens">Longest answer.</param>
    /// <param name="result">The folder of what is trained.</param>
    public static TrlRun Ppo(PpoConfig ppo, int answers, int rounds, int warmup, int maxTokens, string result) => new("ppo", "ppo.yaml",
    [
        ("sft_model_path", "./start"), ("reward_model_path", "./reward"), ("dataset_name", "./data"), ("output_dir", result), .. Plain,
        ("total_episodes", rounds * answers), ("per_device_train_batch_size", answers), ("num_ppo_epochs", ppo.Epochs), ("num_mini_batches", ppo.Minibatches),
        ("kl_coef", ppo.KlCoefficient), ("cliprange", ppo.ClipRange), ("cliprange_value", Math.Min(ppo.ValueClipRange, 1_000)), ("vf_coef", ppo.ValueCoefficient), ("gamma", ppo.Gamma), ("lam", ppo.Lambda),
        ("response_length", maxTokens), ("stop_token", "eos"), ("temperature", 1.0), ("num_sample_generations", 0), .. Falling(ppo.LearningRate, warmup, ppo.ClipNorm, ppo.Seed),
    ]);

    /// <summary>The fields of a run of GRPO: rounds of groups of answers, each round cut into minibatches and gone over several times.</summary>
    /// <param name="grpo">The updates.</param>
    /// <param name="answers">Answers in each round.</param>
    /// <param name="groupSize">Answers to each prompt.</param>
    /// <param name="rounds">How many rounds.</param>
    /// <param name="maxTokens">Longest answer.</param>
    public static IReadOnlyList<(string, object)> Grpo(PpoConfig grpo, int answers, int groupSize, int rounds, int maxTokens)
    {
        int each = grpo.Epochs * grpo.Minibatches, size = answers / grpo.Minibatches;
        return
        [
            ("max_steps", rounds * each), ("num_iterations", grpo.Epochs), ("per_device_train_batch_size", size), ("steps_per_generation", grpo.Minibatches),
            ("num_generations", groupSize), ("max_completion_length", maxTokens), ("temperature", 1.0), ("beta", grpo.KlCoefficient), ("epsilon", grpo.ClipRange),
            .. Falling(grpo.LearningRate, rounds / 8 * each, grpo.ClipNorm, grpo.Seed), .. Evaluated(rounds * each / 4, size),
        ];
    }

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
