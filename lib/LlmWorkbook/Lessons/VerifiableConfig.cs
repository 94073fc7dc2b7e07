using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using LlmWorkbook.Training;
using static TorchSharp.torch;

namespace LlmWorkbook.Lessons;

/// <summary>All hyper-parameters of the lesson on verifiable rewards.</summary>
public sealed record VerifiableConfig
{
    /// <summary>Kinds of task, of <see cref="VerifiableTasks.Kinds"/>.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = ["add", "sort", "words"];

    /// <summary>The largest sum, and the largest number to be sorted.</summary>
    public int Largest { get; init => field = Check.Within(value, 4, 99); } = 12;

    /// <summary>Solved tasks that show the form of an answer before any reward is given.</summary>
    public int Examples { get; init => field = Check.Within(value, 1, 1_000_000); } = 150;

    /// <summary>Steps of fine-tuning on them.</summary>
    public int ExampleSteps { get; init => field = Check.Within(value, 1, 1_000_000); } = 100;

    /// <summary>Rounds of sampling and updating.</summary>
    public int Rounds { get; init => field = Check.Within(value, 1, 1_000_000); } = 30;

    /// <summary>Tasks in each round.</summary>
    public int Tasks { get; init => field = Check.Within(value, 1, 10_000); } = 24;

    /// <summary>Answers to each task, G.</summary>
    public int GroupSize { get; init => field = Check.Within(value, 2, 1_000); } = 16;

    /// <summary>Highest learning rate of the updates; it rises for an eighth of the rounds and falls to 0 along a straight line.</summary>
    public double LearningRate { get; init => field = Check.Within(value, 0, 1); } = 3e-4;

    /// <summary>Price of one nat of KL to the reference.</summary>
    public double Beta { get; init => field = Check.Within(value, 0, 100); } = 0.02;

    /// <summary>Longest answer in tokens.</summary>
    public int MaxTokens { get; init => field = Check.Within(value, 1, 64); } = 14;

    /// <summary>Held-out tasks to evaluate on; enough for one of each kind.</summary>
    public int HeldOutTasks { get; init => field = Check.Within(value, 6, 100_000); } = 120;

    /// <summary>Answers to each of them.</summary>
    public int HeldOutAnswers { get; init => field = Check.Within(value, 1, 1_000); } = 16;

    /// <summary>Fixes tasks and samples.</summary>
    public long Seed { get; init; } = 1337;

    /// <summary>Whose model learns to solve them.</summary>
    public FineTuningConfig FineTuning { get; init; } = new();

    /// <summary>The same at test scale: seconds instead of minutes.</summary>
    public VerifiableConfig Fast() => this with
    {
        Examples = Math.Min(Examples, 20),
        ExampleSteps = Math.Min(ExampleSteps, 5),
        Rounds = Math.Min(Rounds, 2),
        Tasks = Math.Min(Tasks, 4),
        GroupSize = Math.Min(GroupSize, 4),
        HeldOutTasks = Math.Min(HeldOutTasks, 6),
        HeldOutAnswers = Math.Min(HeldOutAnswers, 4),
        FineTuning = FineTuning.Fast(),
    };

    /// <summary>Tasks of a split, the two languages in turn.</summary>
    /// <param name="split">Which.</param>
    /// <param name="count">How many.</param>
    /// <param name="draw">Another number gives other tasks.</param>
    public IReadOnlyList<VerifiableTask> Draw(Split split, int count, long draw = 0)
    {
        int each = (count + 1) / 2;
        var english = VerifiableTasks.Documents(Language.English, split, Seed + 1_000 * draw, each, Kinds, Largest);
        var chinese = VerifiableTasks.Documents(Language.Chinese, split, Seed + 1_000 * draw, each, Kinds, Largest);
        return [.. english.Zip(chinese).SelectMany(t => new[] { t.First, t.Second }).Take(count)];
    }

    /// <summary>Answers of a model to some tasks, those to one task beside each other.</summary>
    public Rollouts Answer(Decoder model, IReadOnlyList<VerifiableTask> tasks, int each, long seed, double temperature = 1) => Rollouts.Generate(
        model, [.. tasks.SelectMany(t => Enumerable.Repeat(ChatTemplate.Prompt(t.Prompt), each))], MaxTokens, ChatTemplate.End, temperature, seed);

    /// <summary>Fine-tunes a model on tasks and right answers.</summary>
    public void Show(Decoder model, IReadOnlyList<(string Prompt, string Answer)> solved, int steps)
    {
        var chats = new ChatBatches([.. solved.Select(s => ChatTemplate.Encode([new(Role.User, s.Prompt), new(Role.Assistant, s.Answer)]))], 24, Seed, model.Device);
        using var trainer = new Trainer(model, b => MaskedLoss.Mean(model.Hidden(b.Inputs), b.Targets, model.Scores), n => chats[n]) { HalvesBatches = true };
        foreach (var _ in trainer.Run(Showing(steps)))
        {
        }
    }

    /// <summary>The training run of <see cref="Show"/>.</summary>
    public TrainingConfig Showing(int steps) => FineTuning.Training() with { Steps = steps, LearningRate = 1e-3, MinLearningRate = 1e-4, WarmupSteps = Math.Min(20, steps / 4), EvaluateEvery = 0 };

    /// <summary>The updates of a round: GRPO with a small price of KL; each answer is learned from once.</summary>
    public PpoConfig Grpo(int round) => new() { LearningRate = Schedule.WarmupLinear(LearningRate, round, Rounds, Rounds / 8), KlCoefficient = Beta, Epochs = 1, Minibatches = 4, Seed = Seed };
}
