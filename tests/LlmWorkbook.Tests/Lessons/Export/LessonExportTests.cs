using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LlmWorkbook.Data;
using LlmWorkbook.EndToEnd;
using LlmWorkbook.Lessons;
using LlmWorkbook.Tests.Text;
using LlmWorkbook.Training;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Lessons;

public sealed class LessonExportTests
{
    private static readonly string[] OfModel = ["config.json", "generation_config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"];

    public static TheoryData<string, string[], string[], string[]> Lessons => new()
    {
        { "04", ["model", "start"], ["sft.yaml"], ["text"] },
        { "06", ["model", "start"], ["sft.yaml"], ["messages"] },
        { "07", ["model", "start"], ["reward.yaml"], ["prompt", "chosen", "rejected"] },
        { "08", ["reward", "start"], ["ppo.py", "ppo.yaml"], ["prompt"] },
        { "09", ["start"], ["dpo.yaml"], ["prompt", "chosen", "rejected"] },
        { "10", ["start"], ["examples/train.jsonl", "examples.yaml", "grpo.yaml", "rewards.py"], ["prompt", "kind", "solution"] },
        { "11", ["start", "reward", "ppo", "dpo", "grpo"], ["comparisons/train.jsonl", "ppo.py", "ppo.yaml", "dpo.yaml", "grpo.yaml"], ["prompt"] },
    };

    [Theory]
    [MemberData(nameof(Lessons))]
    public void A_lesson_is_written_with_all_its_files(string lesson, string[] folders, string[] files, string[] columns)
    {
        using var models = new ExportedModels("base", "sft", "reward", "ppo", "dpo", "grpo");
        string told = models.Export(lesson), folder = models.Folder(lesson);

        bool IsReward(string model) => model == "reward" || (lesson, model) == ("07", "model");
        var expected = folders.SelectMany(model => OfModel.Where(f => f != "generation_config.json" || !IsReward(model)).Select(f => $"{model}/{f}"))
            .Concat(files).Concat(["data/train.jsonl", "data/test.jsonl", "accelerate.yaml", "README.md"]);
        Assert.Equal(expected.Order(StringComparer.Ordinal), Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).Order(StringComparer.Ordinal));
        Assert.All(folders, model => Assert.Equal(IsReward(model) ? "GPT2ForSequenceClassification" : "GPT2LMHeadModel", (string?)Json(folder, model, "config.json")["architectures"]![0]));
        Assert.DoesNotContain("is not there", told);
        Assert.Equal(Directory.GetFileSystemEntries(folder).Length - 1, Regex.Count(File.ReadAllText(Path.Combine(folder, "README.md")), "^\\| `", RegexOptions.Multiline));

        foreach (string json in Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories))
            Assert.NotNull(JsonNode.Parse(File.ReadAllText(json)));
        foreach (string rows in Directory.GetFiles(Path.Combine(folder, "data")))
            foreach (var row in Rows(rows))
            {
                Assert.Equal(columns, row.Select(c => c.Key));
                foreach (var turns in row.Where(c => c.Value is JsonArray).Select(c => c.Value!.AsArray()))
                    Assert.All(turns, turn => Assert.True(turn!.AsObject().Select(p => p.Key).SequenceEqual(["role", "content"]) && turn["content"]!.GetValue<string>() != ""));
            }
        Assert.True(Rows(Path.Combine(folder, "data", "train.jsonl")).Count >= 8);
    }

    [Fact]
    public void Weights_have_the_names_and_the_shapes_of_hugging_faces_gpt2()
    {
        using var models = new ExportedModels("sft", "grpo");
        models.Export("11");
        using var scope = NewDisposeScope();
        var written = Safetensors.Load(Path.Combine(models.Folder("11"), "grpo", "model.safetensors"));
        var ours = Safetensors.Load(models.PathOf("grpo"));
        foreach (var (name, tensor) in ours)
        {
            bool isConv1d = Regex.IsMatch(name, @"(c_attn|c_proj|c_fc)\.weight$");
            Assert.Equal((isConv1d ? tensor.t().contiguous() : tensor).data<float>(), written[name].data<float>());
        }
        Assert.Equal(new long[] { 12, 36 }, written["transformer.h.1.attn.c_attn.weight"].shape);
        Assert.Equal(new long[] { 48, 12 }, written["transformer.h.1.mlp.c_proj.weight"].shape);
        // Hugging Face's GPT-2 has a bias in each layer but embeddings and head: 6 a block, and the last norm's.
        string[] biases = [.. written.Keys.Except(ours.Keys)];
        Assert.Equal(2 * 6 + 1, biases.Length);
        Assert.All(biases, b => Assert.True(b.EndsWith(".bias", StringComparison.Ordinal) && written[b].shape.SequenceEqual([written[b[..^4] + "weight"].shape[^1]]) && written[b].data<float>().All(x => x == 0), b));
        Assert.Equal("pt", SafetensorsHeader.Read(Path.Combine(models.Folder("11"), "grpo", "model.safetensors")).Metadata["format"]);

        var config = Json(models.Folder("11"), "grpo", "config.json");
        Assert.Equal("""["GPT2LMHeadModel"] gpt2 12 2 2 128 gelu false 0.0""", string.Join(' ', new[] { "architectures", "model_type", "n_embd", "n_layer", "n_head", "n_positions", "activation_function", "tie_word_embeddings", "resid_pdrop" }
            .Select(key => config[key] is JsonValue v && v.GetValueKind() == JsonValueKind.String ? v.GetValue<string>() : config[key]!.ToJsonString())));
        Assert.Equal(WorldTokenizer.Size, config["vocab_size"]!.GetValue<int>());
        Assert.Contains("lm_head.weight", written.Keys);
        Assert.DoesNotContain("lm_head.weight", Safetensors.Load(Path.Combine(models.Folder("11"), "start", "model.safetensors")).Keys);
    }

    [Fact]
    public void A_model_ends_with_the_token_that_it_has_learned_to_end_with()
    {
        using var models = new ExportedModels("base", "sft");
        models.Export("06");
        foreach (var (folder, end) in new[] { ("start", "<|endoftext|>"), ("model", "<|end|>") })
        {
            int id = WorldTokenizer.Vocabulary.SpecialId(end);
            Assert.Equal(id, Json(models.Folder("06"), folder, "config.json")["eos_token_id"]!.GetValue<int>());
            Assert.Equal(id, Json(models.Folder("06"), folder, "generation_config.json")["eos_token_id"]!.GetValue<int>());
            Assert.Equal(end, Json(models.Folder("06"), folder, "tokenizer_config.json")["eos_token"]!.GetValue<string>());
        }
        // A run from a model that does not chat yet tells TRL what ends a turn.
        Assert.Contains("\neos_token: \"<|end|>\"\n", File.ReadAllText(Path.Combine(models.Folder("06"), "sft.yaml")));
    }

    [Fact]
    public void Rows_are_those_that_the_lesson_learns_from()
    {
        using var models = new ExportedModels("base", "sft");
        foreach (string lesson in new[] { "04", "06", "07", "10" })
            models.Export(lesson);
        List<JsonObject> Train(string lesson) => Rows(Path.Combine(models.Folder(lesson), "data", "train.jsonl"));

        // TRL adds the end: then a document is the row that the lesson reads, and the one token more that it asks for.
        var document = World.Pretraining.Documents(Split.Train, new AutoregressiveConfig().Seed, 3).Last();
        var special = WorldTokenizer.Special;
        Assert.Equal([special.End, .. WorldTokenizer.Encode(document), special.End], WorldTokenizer.Encode(Train("04")[2]["text"] + "<|endoftext|>"));

        var chat = new FineTuningConfig().Fast().Instructions(Split.Train, 4)[3];
        Assert.Equal(chat.Turns, Turns(Train("06")[3]["messages"]!));

        using var sft = StageModel.Load(models.PathOf(StageModel.FineTuned))!;
        var pairs = new RewardConfig().Fast().TrainingRankings(sft).SelectMany(r => r.Pairs).Where(p => p.Chosen.Text != p.Rejected.Text).ToList();
        Assert.Equal(pairs.Count, Train("07").Count);
        foreach (int n in new[] { 0, pairs.Count - 1 })
            Assert.Equal([pairs[n].Question.Text, pairs[n].Chosen.Text, pairs[n].Rejected.Text], new[] { "prompt", "chosen", "rejected" }.Select(c => Turns(Train("07")[n][c]!).Single().Text));

        var config = new VerifiableConfig().Fast();
        var task = config.Draw(Split.Train, config.Tasks, 2)[1];
        var row = Train("10")[config.Tasks + 1];
        Assert.Equal((task.Prompt, task.Kind, task.Solution), (Turns(row["prompt"]!).Single().Text, (string?)row["kind"], (string?)row["solution"]));
    }

    [Fact]
    public void Preferred_answers_have_the_higher_reward_more_often()
    {
        using var models = new ExportedModels("sft");
        models.Export("09");
        var rows = Rows(Path.Combine(models.Folder("09"), "data", "train.jsonl")).Select(r => (Question.Find(Turns(r["prompt"]!)[0].Text), Chosen: Turns(r["chosen"]!)[0].Text, Rejected: Turns(r["rejected"]!)[0].Text)).ToList();
        double margin = rows.Average(r => Reward.Of(r.Item1, r.Chosen).Total - Reward.Of(r.Item1, r.Rejected).Total);
        Assert.InRange(margin, 0.5, 10);
    }

    [Fact]
    public void A_model_that_is_missing_is_told_with_its_lesson()
    {
        using var models = new ExportedModels("sft");
        foreach (string lesson in new[] { "04", "06" })
            Assert.Contains("run that lesson first: ./workbook run 04-autoregressive.", Assert.Throws<WorkbookException>(() => models.Export(lesson)).Message);
        using var others = new ExportedModels("base");
        Assert.Contains("./workbook run 06-fine-tuning.", Assert.Throws<WorkbookException>(() => others.Export("06")).Message);
        Assert.Contains("./workbook run 06-fine-tuning.", Assert.Throws<WorkbookException>(() => others.Export("08")).Message);
        Assert.Contains("has nothing to export", Assert.Throws<WorkbookException>(() => others.Export("03")).Message);
    }

    [Fact]
    public void An_export_that_fails_on_its_way_leaves_nothing_behind()
    {
        using var models = new ExportedModels("sft", "reward");
        File.WriteAllText(models.PathOf("reward"), "damaged");
        Assert.Contains("safetensors", Assert.Throws<WorkbookException>(() => models.Export("08")).Message);
        Assert.Equal(["models"], Directory.GetFileSystemEntries(Path.GetDirectoryName(models.Folder("08"))!).Select(Path.GetFileName));
    }

    [Fact]
    public void What_no_lesson_has_trained_yet_is_told_and_the_rest_is_written()
    {
        using var models = new ExportedModels("sft");
        Assert.Contains("reward/ is not there: The model of lesson 07 has not been trained yet; run that lesson first: ./workbook run 07-reward-model.", models.Export("08"));
        Assert.Contains("dpo/ is not there: The model of lesson 11 has not been trained yet", models.Export("11"));
        Assert.Equal(["comparisons", "data", "start"], Directory.GetDirectories(models.Folder("11")).Select(Path.GetFileName).Order());
        Assert.All(Rows(Path.Combine(models.Folder("11"), "comparisons", "train.jsonl")), row => Assert.NotNull(Question.Find(Turns(row["prompt"]!).Single().Text)));
    }

    [Fact]
    public void A_folder_that_holds_something_is_left_as_it_is_and_an_empty_one_is_filled()
    {
        using var models = new ExportedModels("base", "sft");
        string folder = models.Folder("06");
        Directory.CreateDirectory(folder);
        models.Export("06");
        Assert.True(File.Exists(Path.Combine(folder, "model", "config.json")));

        File.WriteAllText(Path.Combine(folder, "README.md"), "mine");
        Assert.Contains("is not empty", Assert.Throws<WorkbookException>(() => models.Export("06")).Message);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(folder, "README.md")));
        File.WriteAllText(models.Folder("04"), "a file");
        Assert.Contains("is a file", Assert.Throws<WorkbookException>(() => models.Export("04")).Message);
        Assert.Equal("a file", File.ReadAllText(models.Folder("04")));
    }

    [Fact]
    public void Lesson_4_begins_with_a_fresh_model_of_the_scale_that_was_asked_for()
    {
        using var models = new ExportedModels("base", "sft");
        models.Export("04", "base");
        Assert.Equal(128, Json(models.Folder("04"), "start", "config.json")["n_embd"]!.GetValue<int>());
        Assert.Equal(12, Json(models.Folder("04"), "model", "config.json")["n_embd"]!.GetValue<int>());
        Assert.Contains("per_device_train_batch_size: 16\n", File.ReadAllText(Path.Combine(models.Folder("04"), "sft.yaml")));
        Assert.Contains("Only lesson 04", Assert.Throws<WorkbookException>(() => models.Export("06", "gpu")).Message);
        Directory.Delete(models.Folder("04"), recursive: true);
        Assert.Contains("valid are tiny, small, base, gpu", Assert.Throws<WorkbookException>(() => models.Export("04", "huge")).Message);
    }

    [NpmFact]
    public void Hugging_faces_tokenizers_give_the_lessons_ids_of_the_exported_rows()
    {
        using var models = new ExportedModels("base", "sft");
        models.Export("04");
        models.Export("06");
        var chats = Rows(Path.Combine(models.Folder("06"), "data", "train.jsonl")).Select(r => ChatTemplate.Encode(Turns(r["messages"]!)).Tokens).ToList();
        Same("06", [.. chats.Select(WorldTokenizer.Decode)], [.. chats]);
        string[] documents = [.. Rows(Path.Combine(models.Folder("04"), "data", "train.jsonl")).Select(r => (string)r["text"]! + "<|endoftext|>")];
        Same("04", documents, [.. World.Pretraining.Documents(Split.Train, new AutoregressiveConfig().Seed, documents.Length).Select(d => (int[])[WorldTokenizer.Special.End, .. WorldTokenizer.Encode(d), WorldTokenizer.Special.End])]);

        void Same(string lesson, string[] texts, int[][] expected)
        {
            foreach (string folder in new[] { "start", "model" })
                foreach (var (ids, theirs, text) in expected.Zip(OtherTokenizer.HuggingFace(Path.Combine(models.Folder(lesson), folder, "tokenizer.json"), texts), texts))
                    Assert.True(ids.SequenceEqual(theirs), $"{text}: {string.Join(' ', theirs)} there, {string.Join(' ', ids)} here");
        }
    }

    private static JsonObject Json(params string[] path) => JsonNode.Parse(File.ReadAllText(Path.Combine(path)))!.AsObject();

    private static List<JsonObject> Rows(string path) => [.. File.ReadAllLines(path).Select(line => JsonNode.Parse(line)!.AsObject())];

    private static List<Turn> Turns(JsonNode messages) => [.. messages.AsArray().Select(m => new Turn(Enum.Parse<Role>((string)m!["role"]!, ignoreCase: true), (string)m["content"]!))];
}
