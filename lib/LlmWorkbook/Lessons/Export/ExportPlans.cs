using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Training;
using static TorchSharp.torch;

namespace LlmWorkbook.Lessons;

/// <summary>The lessons that can be exported: what of each is written.</summary>
/// <param name="load">Loads a language model by the name of its stage, or says which lesson is to be run.</param>
/// <param name="isFast">Whether all is at test scale.</param>
internal sealed class ExportPlans(Func<string, Decoder> load, bool isFast)
{
    private const string Start = "./start", Data = "./data", Trained = "./trained", Shown = "./shown";

    /// <summary>The plan of a lesson.</summary>
    /// <param name="lesson">Its number, one of <see cref="LessonExport.Lessons"/>.</param>
    /// <param name="scale">The size of the model that lesson 4 begins with.</param>
    public ExportPlan Of(string lesson, Scale scale) => lesson switch
    {
        "04" => Autoregressive(scale),
        "06" => FineTuning(),
        "07" => Reward(),
        "08" => Ppo(),
        "09" => Dpo(),
        "10" => Verifiable(),
        "11" => Road(),
        _ => throw new WorkbookException($"Lesson {lesson} has nothing to export; lessons {string.Join(", ", LessonExport.Lessons)} have."),
    };

    private ExportPlan Autoregressive(Scale scale)
    {
        var config = new AutoregressiveConfig { Scale = scale };
        config = isFast ? config.Fast() : config;
        manual_seed(config.Seed);
        IEnumerable<object> Documents(Split split, int count) => World.Pretraining.Documents(split, config.Seed, count).Select(JsonRows.Document);
        return new(new Decoder(config.Model(WorldTokenizer.Size)),
            [new("data", "{\"text\"}: a document of the world", Documents(Split.Train, config.Documents), [.. Documents(Split.Validation, config.HeldOutDocuments)])],
            [new("sft", "sft.yaml", [.. TrlRun.Files(Start, Data, Trained), ("max_length", config.BlockSize), .. TrlRun.Of(config.Training()), .. TrlRun.Evaluated(config.EvaluateEvery, 64)])],
            "`start/` is untrained: the lesson's first numbers, from the same seed. For a larger one export again with `--scale base` or `--scale gpu`; the later lessons' runs then begin with what this one has trained, if their `model_name_or_path` names that folder.");
    }

    private ExportPlan FineTuning()
    {
        var config = isFast ? new FineTuningConfig().Fast() : new();
        IEnumerable<object> Chats(Split split, int count) => config.Instructions(split, count).Select(i => JsonRows.Chat(i.Turns));
        var start = load(StageModel.Base);
        return new(start,
            [new("data", "{\"messages\"}: a chat", Chats(Split.Train, config.Chats), [.. Chats(Split.Validation, config.HeldOutChats)])],
            [new("sft", "sft.yaml", [.. TrlRun.Files(Start, Data, Trained), ("max_length", start.Config.BlockSize), ("assistant_only_loss", true), ("eos_token", "<|end|>"), .. TrlRun.Of(config.Training()), .. TrlRun.Evaluated(config.EvaluateEvery, 64)])],
            "The chat template marks the last answer of each chat as response, as the lesson does; TRL asks for nothing else (`assistant_only_loss`).");
    }

    private ExportPlan Reward()
    {
        var config = isFast ? new RewardConfig().Fast() : new();
        var start = load(StageModel.FineTuned);
        return new(start,
            [new("data", "{\"prompt\", \"chosen\", \"rejected\"}: a pair of a ranking", Compared(config.TrainingRankings(start)), [.. Compared(config.Ranked(Split.Validation, config.HeldOutRankings))])],
            [new("reward", "reward.yaml", [.. TrlRun.Files(Start, Data, Trained), ("max_length", start.Config.BlockSize), .. TrlRun.Of(config.Training() with { BatchSize = config.BatchSize * config.Answers * (config.Answers - 1) / 2 }), .. TrlRun.Evaluated(config.EvaluateEvery, 64)])],
            "TRL's batches are of pairs, as many as those of the lesson have, which are of whole rankings. The head begins with small random numbers, the lesson's with zeros.");
    }

    private ExportPlan Ppo()
    {
        var config = isFast ? new PpoLessonConfig().Fast() : new();
        return new(load(StageModel.FineTuned),
            [Asked(RoadConfig.Questions, new RoadConfig().HeldOutQuestions())],
            [TrlRun.Ppo(config.Ppo() with { LearningRate = config.LearningRate }, config.Questions * config.Samples, config.Rounds, config.Rounds / 8, maxTokens: 32, Trained)],
            $"The lesson asks {config.Questions} questions, allows {config.Answers} answers to each and scores them by r*, so that the optimum is known; here every question is asked, answers are free, and the reward model in `reward/` scores them.")
        {
            Scripts = ["ppo.py"],
        };
    }

    private ExportPlan Dpo()
    {
        var config = isFast ? new DpoConfig().Fast() : new();
        var start = load(StageModel.FineTuned);
        using var task = new ExactTask(start, config.Questions, config.Answers, config.Beta, config.Seed);
        return new(start,
            [new("data", "{\"prompt\", \"chosen\", \"rejected\"}: two answers sampled from the reference, compared by r*", Pairs(config.Pairs, 0), Pairs(Math.Max(1, config.Pairs / 20), 1_000))],
            [new("dpo", "dpo.yaml", [.. TrlRun.Files(Start, Data, Trained), ("max_length", start.Config.BlockSize), ("beta", config.Beta), ("loss_type", new[] { "sigmoid" }), ("max_steps", config.Steps), ("per_device_train_batch_size", config.BatchSize), .. TrlRun.Falling(config.LearningRate, warmup: 0, clipNorm: 0, config.Seed), .. TrlRun.Evaluated(config.Steps / 8, 64)])],
            $"The lesson's policy and reference know the {config.Answers} allowed answers to each question only, so that the optimum is known; TRL's know all texts. Each of TRL's steps has pairs of all questions, each of the lesson's those of one.");

        IReadOnlyList<object> Pairs(int count, long draw) => [.. task.Questions.SelectMany((q, n) =>
        {
            var (chosen, rejected) = task.Pairs(n, count, config.Seed + n + draw);
            using (chosen)
            using (rejected)
                return chosen.data<long>().Zip(rejected.data<long>(), (c, r) => JsonRows.Preference(q.Question.Text, q.Answers[(int)c].Text, q.Answers[(int)r].Text)).ToList();
        })];
    }

    private ExportPlan Verifiable()
    {
        var config = isFast ? new VerifiableConfig().Fast() : new();
        var examples = config.Draw(Split.Train, config.Examples);
        var start = load(StageModel.FineTuned);
        return new(start,
            [
                new("data", "{\"prompt\", \"kind\", \"solution\"}: a task, what kind it is, and a right answer", Enumerable.Range(1, config.Rounds).SelectMany(round => config.Draw(Split.Train, config.Tasks, round)).Select(JsonRows.Prompt), [.. config.Draw(Split.Composition, config.HeldOutTasks).Select(JsonRows.Prompt)]),
                new("examples", "{\"messages\"}: a solved task", examples.Select(t => JsonRows.Chat([new(Role.User, t.Prompt), new(Role.Assistant, t.Solution)])), []),
            ],
            [
                new("sft", "examples.yaml", [.. TrlRun.Files(Start, "./examples", Shown), ("max_length", start.Config.BlockSize), ("assistant_only_loss", true), .. TrlRun.Of(config.Showing(config.ExampleSteps))]),
                new("grpo", "grpo.yaml", [.. TrlRun.Files(Shown, Data, Trained), ("reward_funcs", new[] { "rewards.credit" }), .. TrlRun.Grpo(config.Grpo(0) with { LearningRate = config.LearningRate }, config.Tasks * config.GroupSize, config.GroupSize, config.Rounds, config.MaxTokens)]),
            ],
            "As in the lesson, the model is first shown solved tasks (`examples.yaml`), then rewarded for its own answers (`grpo.yaml`); `rewards.py` gives the lesson's partial credit.")
        {
            Scripts = ["rewards.py"],
        };
    }

    private ExportPlan Road()
    {
        var config = isFast ? new RoadConfig().Fast() : new();
        var start = load(StageModel.FineTuned);
        return new(start,
            [
                Asked(isFast ? [.. RoadConfig.Questions.Take(40)] : RoadConfig.Questions, config.HeldOutQuestions()),
                new("comparisons", "{\"prompt\", \"chosen\", \"rejected\"}: a pair of a ranking of answers of `start/`", Compared(config.Ranked(start)), []),
            ],
            [
                TrlRun.Ppo(config.PpoUpdates() with { LearningRate = config.LearningRate }, config.Answers, config.Rounds, config.Rounds / 8, config.MaxTokens, Trained + "-ppo"),
                new("dpo", "dpo.yaml", [.. TrlRun.Files(Start, "./comparisons", Trained + "-dpo"), ("max_length", start.Config.BlockSize), ("beta", config.DpoBeta), ("loss_type", new[] { "sigmoid" }), .. TrlRun.Of(config.DpoTraining() with { BatchSize = config.DpoBatchSize * config.Reward.Answers * (config.Reward.Answers - 1) / 2 })]),
                new("grpo", "grpo.yaml", [.. TrlRun.Files(Start, Data, Trained + "-grpo"), ("reward_model_name_or_path", "./reward"), .. TrlRun.Grpo(config.GrpoUpdates() with { LearningRate = config.LearningRate }, config.Answers, config.GroupSize, config.Rounds, config.MaxTokens)]),
            ],
            "The three runs are alternatives: each begins with `start/`. TRL's batches for DPO are of pairs, as many as those of the lesson have, which are of whole rankings. GRPO asks the reward model here, as the world, whose checker the lesson asks, stays behind.")
        {
            Scripts = ["ppo.py"],
        };
    }

    /// <summary>All pairs of rankings, without those of an answer with itself.</summary>
    private static IEnumerable<object> Compared(IReadOnlyList<Ranking> rankings) =>
        rankings.SelectMany(r => r.Pairs).Where(p => p.Chosen.Text != p.Rejected.Text).Select(p => JsonRows.Preference(p.Question.Text, p.Chosen.Text, p.Rejected.Text));

    private static ExportedData Asked(IReadOnlyList<Question> train, IReadOnlyList<Question> test) =>
        new("data", "{\"prompt\"}: a question of the world", train.Select(q => JsonRows.Prompt(q.Text)), [.. test.Select(q => JsonRows.Prompt(q.Text))]);
}
