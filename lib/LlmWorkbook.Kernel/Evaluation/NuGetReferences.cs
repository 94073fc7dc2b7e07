using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace LlmWorkbook.Kernel.Evaluation;

/// <summary>
/// The packages of <c>#r "nuget: Name, 1.2.3"</c>. All that a session asked for are restored together, by dotnet in a temporary
/// project, so that they agree on the versions of what they share. A set of exact versions is kept and found again without a network.
/// </summary>
/// <param name="loader">Told of the packages' assemblies, to find them when the cell runs.</param>
internal sealed partial class NuGetReferences(NotebookLoadContext loader)
{
    private const string Prefix = "nuget:";

    /// <summary>The variable that names another folder than the user's cache.</summary>
    public const string CacheVariable = "WORKBOOK_NUGET_CACHE";

    private readonly SortedDictionary<string, string> _packages = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _sources = [];
    private volatile RestoredPackages _restored = RestoredPackages.None;

    /// <summary>Whether a <c>#r</c> means a package.</summary>
    public static bool IsPackage(string reference) => reference.TrimStart().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Adds a source: what <c>#i "nuget:URL"</c> asks for.</summary>
    public void AddSource(string source)
    {
        if (!_sources.Contains(source))
            _sources.Add(source);
    }

    /// <summary>What the compiler reads of the packages that were restored.</summary>
    public ImmutableArray<string> CompileFiles => _restored.CompileFiles;

    /// <summary>Whether a <c>#r</c> means a package that was restored.</summary>
    public bool IsThere(string reference) => Parse(reference) is var (name, _) && _restored.Versions.ContainsKey(name);

    /// <summary>Makes packages available.</summary>
    /// <param name="references">As <c>#r</c> names them.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>The new packages with their versions, or the sentence about what cannot be had.</returns>
    public async Task<(IReadOnlyList<string> Installed, string? Problem)> RestoreAsync(IEnumerable<string> references, CancellationToken stop)
    {
        var wanted = new SortedDictionary<string, string>(_packages, StringComparer.OrdinalIgnoreCase);
        var added = new List<string>();
        foreach (var reference in references)
        {
            if (Parse(reference) is not var (name, version))
                return ([], $"#r \"{reference}\": write it as #r \"nuget: Name, 1.2.3\", or without the version for the newest.");
            if (!wanted.TryGetValue(name, out var known) || (version != "*" && version != known))
                added.Add(name);
            if (version != "*" || known is null)
                wanted[name] = version;
        }
        if (added.Count == 0)
            return ([], null);

        var folder = FolderOf(wanted);
        var assets = Path.Combine(folder, "obj", "project.assets.json");
        if (wanted.Values.Any(v => v.Contains('*')) || RestoredPackages.Read(assets) is not { } restored)
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Combine(folder, "packages.csproj"), Project(wanted), stop);
            if (await DotnetRestore.RunAsync(folder, stop) is { } problem)
                return ([], $"#r \"nuget: {string.Join(", ", added)}\": {problem}");
            restored = RestoredPackages.Read(assets) ?? throw new InvalidDataException(assets);
        }
        foreach (var (name, version) in wanted)
            _packages[name] = version;
        loader.AddPackages(restored);
        _restored = restored;
        return ([.. added.Select(name => $"{name}, {restored.Versions.GetValueOrDefault(name)}")], null);
    }

    private static (string Name, string Version)? Parse(string reference) =>
        Package().Match(reference) is { Success: true } m ? (m.Groups["name"].Value, m.Groups["version"] is { Success: true, Value: var v } ? v : "*") : null;

    private string FolderOf(SortedDictionary<string, string> packages)
    {
        var root = Environment.GetEnvironmentVariable(CacheVariable) is { Length: > 0 } named ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "llm-workbook", "nuget");
        var set = string.Join(';', packages.Select(p => $"{p.Key.ToLowerInvariant()}/{p.Value}").Concat(_sources).Prepend(Frameworks.Moniker));
        return Path.Combine(root, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(set)))[..24]);
    }

    private string Project(SortedDictionary<string, string> packages) => new XElement("Project", new XAttribute("Sdk", "Microsoft.NET.Sdk"),
        new XElement("PropertyGroup",
            new XElement("TargetFramework", Frameworks.Moniker),
            new XElement("RuntimeIdentifier", System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier),
            new XElement("SelfContained", "false"),
            new XElement("UseAppHost", "false"),
            new XElement("NuGetAudit", "false"),
            new XElement("RestoreAdditionalProjectSources", string.Join(';', _sources))),
        new XElement("ItemGroup", packages.Select(p => new XElement("PackageReference", new XAttribute("Include", p.Key), new XAttribute("Version", p.Value))))).ToString();

    [GeneratedRegex(@"^\s*nuget:\s*(?<name>[A-Za-z0-9_][A-Za-z0-9_.-]*)\s*(,\s*(?<version>[0-9*][A-Za-z0-9.*+-]*|\[[0-9A-Za-z.,+ -]*\])\s*)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Package();
}
