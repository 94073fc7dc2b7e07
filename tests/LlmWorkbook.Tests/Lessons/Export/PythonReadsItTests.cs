using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmWorkbook.Data;
using LlmWorkbook.Lessons;

namespace LlmWorkbook.Tests.Lessons;

/// <summary>What an export says in Jinja, YAML and Python means there what it should.</summary>
public sealed class PythonReadsItTests
{
    [PythonFact("jinja2")]
    public void The_chat_template_writes_our_tokens_and_marks_our_responses()
    {
        using var models = new ExportedModels("base", "sft");
        models.Export("06");
        var chats = new FineTuningConfig().Instructions(Split.Train, 400).DistinctBy(c => (c.Task, c.Language)).ToList();
        Assert.Contains(chats, c => c.Turns.Count == 4);
        string messages = Write(models, chats.Select(c => c.Turns.Select(t => new { role = t.Role.ToString().ToLowerInvariant(), content = t.Text })));
        string script = Path.Combine(Repository.Root, "tests", "LlmWorkbook.Tests", "Lessons", "Export", "render.py");
        var rendered = JsonSerializer.Deserialize<string[][]>(Python(script, Path.Combine(models.Folder("06"), "model", "tokenizer_config.json"), messages))!;

        foreach (var (chat, texts) in chats.Zip(rendered))
        {
            string[] parts = texts[0].Split('\u0001', '\u0002');
            Assert.Equal(3, parts.Length);
            var expected = chat.Encode();
            Assert.Equal(expected.Tokens, parts.SelectMany(WorldTokenizer.Encode));
            Assert.Equal(expected.IsResponse, parts.SelectMany((part, n) => WorldTokenizer.Encode(part).Select(_ => n == 1)));
            Assert.Equal(ChatTemplate.Prompt(chat.Prompt), WorldTokenizer.Encode(string.Concat(texts[1].Split('\u0001', '\u0002'))));
        }
    }

    [PythonFact("yaml")]
    public void Numbers_of_a_configuration_are_numbers_its_files_are_there_and_scripts_are_python()
    {
        using var models = new ExportedModels("base", "sft", "reward");
        foreach (string lesson in LessonExport.Lessons)
        {
            models.Export(lesson);
            foreach (string script in Directory.GetFiles(models.Folder(lesson), "*.py"))
                Python("-c", "import ast, sys; ast.parse(open(sys.argv[1]).read())", script);
            foreach (string file in Directory.GetFiles(models.Folder(lesson), "*.yaml"))
            {
                var read = JsonNode.Parse(Python("-c", "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))", file))!.AsObject();
                if (Path.GetFileName(file) == "accelerate.yaml")
                {
                    Assert.Equal(("NO", "no", 1), ((string?)read["distributed_type"], (string?)read["mixed_precision"], (int?)read["num_processes"]));
                    continue;
                }
                Assert.True(read["learning_rate"]!.GetValue<double>() > 0);
                Assert.True(read["lr_scheduler_kwargs"] is null || read["lr_scheduler_kwargs"]!["min_lr"]!.GetValue<double>() >= 0);
                Assert.Equal(("no", false), ((string?)read["save_strategy"], (bool?)read["bf16"]));
                // What a run reads is in the export, or what the run before it writes.
                Assert.All(read.Where(f => f.Key is "model_name_or_path" or "dataset_name" or "accelerate_config" or "sft_model_path" or "reward_model_path" or "reward_model_name_or_path").Select(f => (string)f.Value!),
                    name => Assert.True(Path.Exists(Path.Combine(models.Folder(lesson), name)) || name == "./shown", name));
            }
        }
    }

    [PythonFact("regex")]
    public void The_reward_function_gives_the_credit_that_the_lesson_gives()
    {
        using var models = new ExportedModels("sft");
        models.Export("10");
        var tasks = Enum.GetValues<Language>().SelectMany(l => VerifiableTasks.Documents(l, Split.Train, 5, 60)).ToList();
        string[] others = ["", "7", " 42 ", "7 8 9", "1 2 3 4 5 6 7", "I do not know.", "我 不 知道。", "{\"name\": \"Tom\"}", "[1]", "{}", "12a", "١٢"];
        var asked = tasks.SelectMany((t, n) => others.Concat([t.Solution, t.Solution + " 1", t.Solution[..^1], string.Concat(t.Solution.Reverse()), tasks[(n + 5) % tasks.Count].Solution, tasks[(n + 1) % tasks.Count].Solution]).Select(answer => (Task: t, Answer: answer))).ToList();
        string input = Write(models, new { kind = asked.Select(a => a.Task.Kind), solution = asked.Select(a => a.Task.Solution), completions = asked.Select(a => new[] { new { role = "assistant", content = a.Answer } }) });
        var credits = JsonSerializer.Deserialize<double[]>(Python("-c", "import json, sys; sys.path.insert(0, sys.argv[1]); import rewards; print(json.dumps(rewards.credit(prompts=[], **json.load(open(sys.argv[2])))))", models.Folder("10"), input))!;

        Assert.Equal(asked.Count, credits.Length);
        foreach (var ((task, answer), credit) in asked.Zip(credits))
            Assert.True(Math.Abs(task.Credit(answer) - credit) < 1e-12, $"{task.Kind} '{task.Solution}', answer '{answer}': {credit} in Python, {task.Credit(answer)} here");
        Assert.Contains(credits, c => c is > 0 and < 1);
    }

    private static string Write(ExportedModels models, object value)
    {
        string path = models.PathOf("") + ".json";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, JsonSerializer.Serialize(value));
        return path;
    }

    private static string Python(params string[] arguments)
    {
        using var python = Process.Start(new ProcessStartInfo(SystemPython.Path, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, Environment = { ["PYTHONDONTWRITEBYTECODE"] = "1" } })!;
        var error = python.StandardError.ReadToEndAsync();
        string output = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        Assert.True(python.ExitCode == 0, output + error.Result);
        return output;
    }
}
