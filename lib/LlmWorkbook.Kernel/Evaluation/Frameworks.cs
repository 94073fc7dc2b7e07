using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LlmWorkbook.Kernel.Evaluation;

/// <summary>The shared framework this process runs on: its assemblies are every cell's references, and always win over a library's own copies.</summary>
internal static class Frameworks
{
    /// <summary>Simple name to path.</summary>
    public static IReadOnlyDictionary<string, string> Assemblies { get; } = Find();

    /// <summary>The framework's name in project files, for example <c>net10.0</c>.</summary>
    public static string Moniker { get; } = $"net{Environment.Version.Major}.{Environment.Version.Minor}";

    /// <summary>References to the framework and to the kernel itself, for <c>display</c>.</summary>
    public static ImmutableArray<MetadataReference> References { get; } =
        [.. Assemblies.Values.Append(typeof(Frameworks).Assembly.Location).Select(path => MetadataReference.CreateFromFile(path))];

    private static Dictionary<string, string> Find()
    {
        var folder = Path.GetDirectoryName(typeof(object).Assembly.Location);
        var trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        return trusted.Where(p => Path.GetDirectoryName(p) == folder).DistinctBy(Path.GetFileNameWithoutExtension).ToDictionary(p => Path.GetFileNameWithoutExtension(p), p => p);
    }
}
