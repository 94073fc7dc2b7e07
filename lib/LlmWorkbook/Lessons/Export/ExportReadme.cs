namespace LlmWorkbook.Lessons;

/// <summary>The README of an export: what each file is, and how to go on.</summary>
/// <param name="lesson">The lesson's name.</param>
/// <param name="plan">What was written.</param>
/// <param name="models">The folders of models that were written.</param>
internal sealed class ExportReadme(string lesson, ExportPlan plan, IReadOnlyList<string> models)
{
    /// <summary>Its text, Markdown.</summary>
    public string Text => $"""
        # Lesson {lesson}, for Hugging Face's engines

        | file | what it is |
        |---|---|
        {string.Join('\n', Files().Select(f => $"| `{f.Name}` | {f.What} |"))}

        A model's folder holds `config.json` and `model.safetensors` (a GPT-2 with Hugging Face's names and shapes), `tokenizer.json` and
        `tokenizer_config.json` (the workbook's shared tokenizer, its chat template and special tokens).

        With TRL {TrlRun.Version} or later (`pip install trl`), in this folder:

        {string.Join('\n', plan.Runs.Select(r => "    " + r.Command))}

        What is trained lies in the `output_dir` of each configuration. On N GPUs set `distributed_type: MULTI_GPU` and `num_processes: N` in `accelerate.yaml`, and
        divide `per_device_train_batch_size` by N to keep the batch as it is. On recent GPUs `bf16: true` is faster.

        {plan.Differences} TRL goes through the shuffled rows again and again; the lessons draw from them with replacement.

        """;

    private IEnumerable<(string Name, string What)> Files()
    {
        foreach (string model in models)
            yield return (model + "/", model switch
            {
                "start" => "the model that the lesson begins with",
                "model" => "the model that the lesson has trained",
                "reward" => "the reward model of lesson 7",
                _ => $"the model that {model.ToUpperInvariant()} has trained",
            });
        foreach (var data in plan.Data)
            yield return ($"{data.Folder}/", $"rows to learn from (`train.jsonl`){(data.Test.Count > 0 ? " and held out (`test.jsonl`)" : "")}; `{data.Format.Replace(": ", "`: ")}");
        foreach (var run in plan.Runs)
            yield return (run.File, $"TRL's configuration of the lesson's run: `{run.Command}`");
        foreach (string script in plan.Scripts)
            yield return (script, script == "ppo.py" ? "starts TRL's PPO" : "the reward function");
        yield return ("accelerate.yaml", "on how many processes it runs");
    }
}
