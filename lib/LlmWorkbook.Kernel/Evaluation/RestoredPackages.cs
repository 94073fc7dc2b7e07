using System.Collections.Immutable;
using System.Text.Json;

namespace LlmWorkbook.Kernel.Evaluation;

/// <summary>What a restore gave: packages, and the files in them.</summary>
/// <param name="Versions">Package to version, what the packages depend on included.</param>
/// <param name="CompileFiles">What the compiler reads.</param>
/// <param name="RuntimeFiles">What is loaded when a cell runs.</param>
/// <param name="NativeFiles">Native libraries.</param>
internal sealed record RestoredPackages(
    IReadOnlyDictionary<string, string> Versions, ImmutableArray<string> CompileFiles, ImmutableArray<string> RuntimeFiles, ImmutableArray<string> NativeFiles)
{
    /// <summary>No packages.</summary>
    public static RestoredPackages None { get; } = new(new Dictionary<string, string>(), [], [], []);

    /// <summary>Reads what dotnet wrote down; null when it is not there, or names files that are gone.</summary>
    public static RestoredPackages? Read(string assetsFile)
    {
        if (!File.Exists(assetsFile))
            return null;
        using var json = JsonDocument.Parse(File.ReadAllText(assetsFile));
        var root = json.RootElement;
        var folders = root.GetProperty("packageFolders").EnumerateObject().Select(f => f.Name).ToArray();
        var libraries = root.GetProperty("libraries");
        var versions = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var files = new Dictionary<string, List<string>> { ["compile"] = [], ["runtime"] = [], ["native"] = [] };
        // Of the two targets the one for this system, which names its native files too.
        var target = root.GetProperty("targets").EnumerateObject().OrderBy(t => t.Name.Length).Last().Value;
        foreach (var library in target.EnumerateObject())
        {
            if (library.Name.Split('/') is not [var name, var version] || library.Value.GetProperty("type").GetString() != "package")
                continue;
            versions[name] = version;
            var folder = libraries.GetProperty(library.Name).GetProperty("path").GetString()!;
            foreach (var (kind, list) in files)
                if (library.Value.TryGetProperty(kind, out var named))
                    list.AddRange(named.EnumerateObject().Where(f => Path.GetFileName(f.Name) != "_._").Select(f => Place(folders, folder, f.Name)));
        }
        return files.Values.SelectMany(f => f).All(File.Exists) ? new RestoredPackages(versions, [.. files["compile"]], [.. files["runtime"]], [.. files["native"]]) : null;
    }

    private static string Place(string[] folders, string package, string file) =>
        folders.Select(f => Path.GetFullPath(Path.Combine(f, package, file))).FirstOrDefault(File.Exists) ?? Path.Combine(folders[0], package, file);
}
