using System.Text.RegularExpressions;

namespace LlmWorkbook.Tests;

/// <summary>Checks that data flows downwards only: a file uses its own stage of the library or earlier ones.</summary>
internal static partial class OneWayFlow
{
    /// <summary>The library's stages, each a folder and a namespace, in the order of the flow.</summary>
    public static readonly IReadOnlyList<string> Stages = ["Text", "Data", "Models", "Objectives", "Training", "Metrics", "Plots", "Lessons"];

    /// <summary>What is wrong with the sources of the library.</summary>
    /// <param name="sources">Path relative to the library's folder, with forward slashes, and text of each file.</param>
    public static IReadOnlyList<string> Violations(IReadOnlyDictionary<string, string> sources)
    {
        var code = sources.ToDictionary(s => s.Key, s => CommentsAndStrings().Replace(s.Value, " "));
        var types = Stages.ToDictionary(stage => stage, stage => code.Where(s => StageOf(s.Key) == stage)
            .SelectMany(s => Declaration().Matches(s.Value)).Select(m => m.Groups[1].Value).ToHashSet());
        return [.. code.OrderBy(s => s.Key, StringComparer.Ordinal).SelectMany(s => Violations(s.Key, s.Value, types))];
    }

    private static IEnumerable<string> Violations(string path, string code, Dictionary<string, HashSet<string>> types)
    {
        var own = StageOf(path);
        var expected = own is null ? "LlmWorkbook" : $"LlmWorkbook.{own}";
        if (Namespace().Match(code).Groups[1].Value is var found && found != expected)
            yield return $"{path}: namespace {found}, expected {expected}";

        foreach (var used in Uses(code, types).Distinct())
            if (used != own && !MayUse(own, used))
                yield return $"{path} uses {used}";

        if (own is "Metrics" or "Plots" && code.Contains("TorchSharp", StringComparison.Ordinal))
            yield return $"{path} uses TorchSharp";
    }

    private static bool MayUse(string? own, string used) =>
        own is not null and not "Objectives" && Order(used) < Order(own);

    private static int Order(string stage) => Stages.ToList().IndexOf(stage);

    /// <summary>Stages named by a using directive or in full, and those named in part: <c>Training.Trainer</c> within LlmWorkbook.</summary>
    private static IEnumerable<string> Uses(string code, Dictionary<string, HashSet<string>> types) =>
        InFull().Matches(code).Select(m => m.Groups[1].Value).Where(Stages.Contains)
            .Concat(InPart().Matches(code).Where(m => types.TryGetValue(m.Groups[1].Value, out var names) && names.Contains(m.Groups[2].Value)).Select(m => m.Groups[1].Value));

    private static string? StageOf(string path) => path.Contains('/') ? path[..path.IndexOf('/')] : null;

    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|\"{3,}.*?\"{3,}|@"(?:[^"]|"")*"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'""", RegexOptions.Singleline)]
    private static partial Regex CommentsAndStrings();

    [GeneratedRegex(@"\b(?:class|struct|record|interface|enum)\s+(?:class\s+|struct\s+)?(\w+)")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\bnamespace\s+([\w.]+)")]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\busing\s+(?:static\s+)?(?:\w+\s*=\s*)?(?:global::)?LlmWorkbook\.(\w+)|\bLlmWorkbook\.(?<1>\w+)(?=\.)")]
    private static partial Regex InFull();

    [GeneratedRegex(@"(?<![\w.])(\w+)\.(\w+)")]
    private static partial Regex InPart();
}
