using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmWorkbook.Training;

/// <summary>
/// The checkpoints of one run: a folder with one folder per saved step, <c>step-00001000</c>. Each is written under another
/// name, brought to the disk, and renamed as a whole, so at any moment, whether the process is killed, the power fails or the
/// disk is full, the newest complete one is there. The one before it is kept too.
/// </summary>
/// <param name="folder">The run's folder; made by the first save. It belongs to this run alone.</param>
/// <param name="config">The run's hyper-parameters, a record; each set tells them, so that a reader can build the same model.</param>
public sealed partial class CheckpointStore(string folder, object? config = null)
{
    private const string Temporary = ".tmp-";
    private const string Replaced = ".old";

    private readonly JsonElement config = JsonSerializer.SerializeToElement(config);
    private string? lastGood;

    /// <summary>The run's folder.</summary>
    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>Saves model, optimiser, libtorch's random state and <paramref name="state"/>, then drops all sets up to this step but the previous one.</summary>
    /// <returns>The folder of the new set.</returns>
    /// <exception cref="WorkbookException">It cannot be saved, for example because the disk is full; the sets that were there are unchanged.</exception>
    public string Save(CheckpointState state, nn.Module model, AdamW optimizer)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"step-{state.Step:D8}");
        var (target, temporary) = (Path.Combine(Folder, name), Path.Combine(Folder, Temporary + name));
        try
        {
            MakeFolder();
            DropTemporaries();
            Directory.CreateDirectory(temporary);
            Checkpoint.Write(temporary, state, config, model, optimizer);
            if (Directory.Exists(target))
            {
                // The same step was saved before: its set stays loadable under another name until the new one is in place.
                Drop(target + Replaced);
                Directory.Move(target, target + Replaced);
            }
            Directory.Move(temporary, target);
            DurableFile.FlushFolder(Folder);
        }
        catch (Exception e) when (e is WorkbookException or IOException or UnauthorizedAccessException)
        {
            Quietly(DropTemporaries);
            throw new WorkbookException($"The checkpoint of step {state.Step} was not saved, and those saved before are unchanged: {e.Message}", e);
        }
        Quietly(() => DropOlder(target, state.Step));
        lastGood = target;
        return target;
    }

    /// <summary>The newest set whose files are all complete and belong together, or null when none was ever saved.</summary>
    /// <param name="skipped">One sentence for each newer set that is mixed or damaged and therefore not used.</param>
    /// <exception cref="WorkbookException">There are sets, but not one is usable.</exception>
    public Checkpoint? LoadLatest(out IReadOnlyList<string> skipped)
    {
        var faults = new List<string>();
        skipped = faults;
        foreach (var (path, step) in Sets())
        {
            var (checkpoint, fault) = Checkpoint.Open(path, step);
            if (checkpoint is not null)
            {
                lastGood = path;
                return checkpoint;
            }
            faults.Add($"{path}: {fault}; this checkpoint is skipped.");
        }
        return faults.Count == 0 ? null : throw new WorkbookException(
            $"No checkpoint in {Folder} is usable; move this folder away to start anew. {string.Join(' ', faults)}");
    }

    /// <summary>The sets, newest first.</summary>
    private List<(string Path, int Step)> Sets()
    {
        if (!Directory.Exists(Folder))
            return [];
        return Directory.GetDirectories(Folder)
            .Select(path => (Path: path, Match: SetName().Match(Path.GetFileName(path))))
            .Where(set => set.Match.Success)
            .Select(set => (set.Path, Step: int.Parse(set.Match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)))
            .OrderByDescending(set => set.Step).ThenBy(set => set.Path.Length)
            .ToList();
    }

    private void MakeFolder()
    {
        if (Directory.Exists(Folder))
            return;
        Directory.CreateDirectory(Folder);
        DurableFile.FlushFolder(Path.GetDirectoryName(Folder)!);
    }

    /// <summary>Drops what the new set makes superfluous. Later sets stay: they are damaged, or another run's, and not ours to drop.</summary>
    private void DropOlder(string saved, int step)
    {
        var older = Sets().Where(set => set.Step <= step && set.Path != saved).ToList();
        var previous = older.Any(set => set.Path == lastGood) ? lastGood : older.FirstOrDefault(set => set.Step < step).Path;
        foreach (var (path, _) in older)
            if (path != previous)
                Drop(path);
    }

    /// <summary>Renames first, so that a kill in the middle leaves no half set.</summary>
    private void Drop(string path)
    {
        if (!Directory.Exists(path))
            return;
        var temporary = Path.Combine(Folder, Temporary + Path.GetFileName(path));
        Directory.Move(path, temporary);
        Directory.Delete(temporary, recursive: true);
    }

    /// <summary>Removes what an interrupted save or drop left behind.</summary>
    private void DropTemporaries()
    {
        if (!Directory.Exists(Folder))
            return;
        foreach (var path in Directory.GetDirectories(Folder, Temporary + "*"))
            Directory.Delete(path, recursive: true);
    }

    /// <summary>Tidies up; what cannot be removed now is removed by a later save, and must not spoil this one.</summary>
    private static void Quietly(Action tidy)
    {
        try
        {
            tidy();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // See above.
        }
    }

    [GeneratedRegex(@"^step-(\d{8,9})(\.old)?$", RegexOptions.CultureInvariant)]
    private static partial Regex SetName();
}
