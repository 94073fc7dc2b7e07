using System.Globalization;
using LlmWorkbook.Models;
using LlmWorkbook.Training;

namespace LlmWorkbook.Lessons;

/// <summary>
/// Writes a lesson for the engines that train the next size: its models in Hugging Face's layout, its data in TRL's formats, and TRL's
/// configuration of the same run.
/// </summary>
public sealed class LessonExport
{
    /// <summary>Lessons, and folders of models with their stages; a stage is the first lesson's that names it.</summary>
    private static readonly (string Lesson, string Name, (string Folder, string Stage)[] Models)[] all =
    [
        ("04", "04-autoregressive", [("model", StageModel.Base)]),
        ("06", "06-fine-tuning", [("model", StageModel.FineTuned)]),
        ("07", "07-reward-model", [("model", StageModel.Reward)]),
        ("08", "08-ppo", [("reward", StageModel.Reward)]),
        ("09", "09-dpo", []),
        ("10", "10-verifiable-rewards", []),
        ("11", "11-the-whole-road", [("reward", StageModel.Reward), ("ppo", "ppo"), ("dpo", "dpo"), ("grpo", "grpo")]),
    ];

    private readonly Func<string, string> pathOf;
    private readonly bool isFast;

    /// <summary>An export of the models that lie where <paramref name="pathOf"/> says.</summary>
    internal LessonExport(Func<string, string> pathOf, bool isFast) => (this.pathOf, this.isFast) = (pathOf, isFast);

    /// <summary>Numbers of the lessons that have something to export.</summary>
    public static IReadOnlyList<string> Lessons { get; } = [.. all.Select(l => l.Lesson)];

    /// <summary>Writes a lesson into a new folder, and tells what was written.</summary>
    /// <param name="lesson">Its number, one of <see cref="Lessons"/>.</param>
    /// <param name="folder">A folder that does not exist yet, or is empty; it is there as a whole or not at all.</param>
    /// <param name="scale">The size of the fresh model that lesson 4 begins with, a <see cref="Scale"/>; null for the lesson's.</param>
    /// <param name="to">Where it is told.</param>
    /// <exception cref="WorkbookException">A model is missing, the folder is not empty or cannot be written, or there is no such lesson or scale.</exception>
    public static void Write(string lesson, string folder, string? scale, TextWriter to) => new LessonExport(StageModel.PathOf, isFast: false).WriteTo(lesson, folder, scale, to);

    /// <inheritdoc cref="Write"/>
    internal void WriteTo(string lesson, string folder, string? scale, TextWriter to)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        CheckIsFree(folder);
        string partial = $"{folder}.partial-{Guid.NewGuid():N}";
        try
        {
            string told = WriteAll(lesson, partial, FindScale(lesson, scale));
            CheckIsFree(folder);
            Move(partial, folder);
            to.WriteLine(told);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"The folder '{folder}' cannot be written ({e.Message.TrimEnd('.')}); name one where there is room and that is yours.", e);
        }
        finally
        {
            if (Directory.Exists(partial))
                Directory.Delete(partial, recursive: true);
        }
    }

    private string WriteAll(string lesson, string folder, Scale scale)
    {
        using var plan = new ExportPlans(Load, isFast).Of(lesson, scale);
        var (_, name, models) = all.Single(l => l.Lesson == lesson);
        List<string> written = ["start"], missing = [];
        HuggingFace.Write(Path.Combine(folder, "start"), plan.Start, isChat: lesson is not ("04" or "06"));
        foreach (var (model, stage) in models)
        {
            if (WriteModel(Path.Combine(folder, model), stage))
                written.Add(model);
            else if (stage is StageModel.Base or StageModel.FineTuned)
                throw NotTrained(stage);
            else
                missing.Add($"{model}/ is not there: {NotTrained(stage).Message}");
        }
        File.WriteAllText(Path.Combine(folder, "README.md"), new ExportReadme(name, plan, written).Text);
        foreach (var run in plan.Runs)
            File.WriteAllText(Path.Combine(folder, run.File), run.Yaml);
        foreach (string script in plan.Scripts.Append("accelerate.yaml"))
            File.WriteAllText(Path.Combine(folder, script), Resource(script));
        var told = written.Select(m => m + "/").Concat(plan.Data.Select(d => WriteRows(folder, d))).ToList();
        return string.Join('\n', [$"Written: {string.Join(", ", told)}; README.md says what is what.", .. missing, "Next, in that folder: " + string.Join(" && ", plan.Runs.Select(r => r.Command))]);
    }

    /// <summary>Writes a folder of data.</summary>
    /// <returns>What it holds.</returns>
    private static string WriteRows(string folder, ExportedData data)
    {
        int train = JsonRows.Write(Path.Combine(folder, data.Folder, "train.jsonl"), data.Train);
        int test = data.Test.Count == 0 ? 0 : JsonRows.Write(Path.Combine(folder, data.Folder, "test.jsonl"), data.Test);
        return string.Create(CultureInfo.InvariantCulture, $"{data.Folder}/ with {train:N0} rows{(test > 0 ? $" and {test:N0} held out" : "")}");
    }

    /// <summary>Writes the model that a stage has kept; false if it has kept none.</summary>
    private bool WriteModel(string folder, string stage)
    {
        if (!File.Exists(pathOf(stage)))
            return false;
        if (stage == StageModel.Reward)
        {
            using var model = StageModel.LoadReward(pathOf(stage))!;
            HuggingFace.Write(folder, model);
        }
        else
        {
            using var model = StageModel.Load(pathOf(stage))!;
            HuggingFace.Write(folder, model, isChat: stage != StageModel.Base);
        }
        return true;
    }

    private Decoder Load(string stage) => StageModel.Load(pathOf(stage)) ?? throw NotTrained(stage);

    private static WorkbookException NotTrained(string stage)
    {
        var (lesson, name, _) = all.First(l => l.Models.Any(m => m.Stage == stage));
        return new($"The model of lesson {lesson} has not been trained yet; run that lesson first: ./workbook run {name}.");
    }

    private static Scale FindScale(string lesson, string? scale) => scale is null ? new AutoregressiveConfig().Scale
        : lesson != "04" ? throw new WorkbookException($"Only lesson 04 begins with a fresh model, whose scale can be chosen; lesson {lesson} begins with a trained one.")
        : Enum.TryParse(scale, ignoreCase: true, out Scale found) && Enum.IsDefined(found) ? found
        : throw new WorkbookException($"There is no scale '{scale}'; valid are {string.Join(", ", Enum.GetNames<Scale>()).ToLowerInvariant()}.");

    private static void CheckIsFree(string folder)
    {
        if (File.Exists(folder))
            throw new WorkbookException($"'{folder}' is a file; name a folder that does not exist yet.");
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new WorkbookException($"The folder '{folder}' is not empty; name another one, so that nothing in it is lost.");
    }

    /// <summary>Gives a folder its name, or moves what it holds into an empty one of that name.</summary>
    private static void Move(string from, string to)
    {
        if (!Directory.Exists(to))
            Directory.Move(from, to);
        else
            foreach (string entry in Directory.GetFileSystemEntries(from))
                Directory.Move(entry, Path.Combine(to, Path.GetFileName(entry)));
    }

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(LessonExport).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
