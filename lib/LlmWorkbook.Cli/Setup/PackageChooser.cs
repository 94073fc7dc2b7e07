using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace LlmWorkbook.Cli.Setup;

/// <summary>Chooses between the real packages and the stand-ins by a trial restore.</summary>
internal sealed partial class PackageChooser(Workspace workspace, ISystem system)
{
    public const string Auto = "auto";
    public static readonly IReadOnlyList<string> Wishes = [Auto, PackageChoice.Real, PackageChoice.StandIn];

    /// <summary>The choice in force; made now when none is kept, when one is asked for, or when <c>WORKBOOK_DEVICE</c> asks for another libtorch.</summary>
    /// <param name="wish">One of <see cref="Wishes"/>, or null to keep the choice made earlier.</param>
    /// <param name="feed">A folder of package files to look in too, or null.</param>
    public PackageChoice Ensure(string? wish, string? feed)
    {
        var kept = PackageChoice.Read(workspace.PackageChoice);
        if (feed is not null)
            feed = Directory.Exists(feed) ? Path.GetFullPath(feed) : throw new CliException($"--feed: there is no folder {feed}; name the folder that holds the package files.", 2);
        if (kept is not null && wish is null && feed is null && (kept.IsStandIn || system.Variable("WORKBOOK_DEVICE") is null || kept.TorchPackage == TorchPackage()))
            return kept;

        var chosen = Choose(wish ?? (kept is { IsStandIn: false } ? PackageChoice.Real : Auto), feed ?? kept?.Feed);
        if (chosen != kept)
        {
            // What the other choice built must not be mixed with what this one will build.
            if (kept is not null)
                Outputs.DeleteAllButTheCli(workspace);
            chosen.Write(workspace.PackageChoice);
        }
        return chosen;
    }

    private PackageChoice Choose(string wish, string? feed)
    {
        if (wish == PackageChoice.StandIn)
            return new PackageChoice(PackageChoice.StandIn, PackageChoice.TorchCpu, feed);
        var torch = TorchPackage();
        var problem = Try(torch, feed);
        if (problem is null)
            return new PackageChoice(PackageChoice.Real, torch, feed);
        if (wish == PackageChoice.Real)
            throw new CliException($"The real packages cannot be used: {problem}; name a folder that has them with --feed, or use ./workbook setup --packages standin.");
        system.Say($"Using the stand-ins of lib/standins: {problem}.");
        return new PackageChoice(PackageChoice.StandIn, PackageChoice.TorchCpu, feed);
    }

    /// <summary>The package that brings libtorch for this machine: with an NVIDIA GPU the one for CUDA.</summary>
    public string TorchPackage() => system.Variable("WORKBOOK_DEVICE") switch
    {
        "cpu" => PackageChoice.TorchCpu,
        "cuda" => PackageChoice.TorchCuda,
        null => HasGpu() ? PackageChoice.TorchCuda : PackageChoice.TorchCpu,
        var other => throw new CliException($"WORKBOOK_DEVICE is \"{other}\"; set it to cpu or cuda, or unset it.", 2),
    };

    private bool HasGpu() => system.IsLinux
        && (system.FindProgram("nvidia-smi") is not null
            && system.Run("nvidia-smi", ["-L"], new CommandOptions { Timeout = TimeSpan.FromSeconds(20) }) is { Succeeded: true } listed
            && listed.Output.Contains("GPU ", StringComparison.Ordinal)
            || system.Files("/proc/driver/nvidia/gpus", "*").Count > 0);

    /// <summary>The packages in use, those that have a stand-in, with the versions they are used at.</summary>
    public IReadOnlyList<string> InUse()
    {
        var versions = Versions();
        return [.. InUse(versions).Select(p => $"{p} {versions[p]}")];
    }

    private Dictionary<string, string> Versions() =>
        XDocument.Load(workspace.PackageVersions).Descendants("PackageVersion")
            .ToDictionary(p => p.Attribute("Include")!.Value, p => p.Attribute("Version")!.Value);

    private List<string> InUse(Dictionary<string, string> versions) =>
        [.. Directory.GetDirectories(workspace.StandIns).Select(d => Path.GetFileName(d)!).Where(versions.ContainsKey).Order()];

    /// <summary>Restores the real packages of everything in use; null when that works, otherwise what is missing.</summary>
    private string? Try(string torch, string? feed)
    {
        var versions = Versions();
        var inUse = InUse(versions);
        // First without libtorch: whether a feed knows the packages at all shows in seconds, libtorch takes minutes to download.
        return Restore(inUse, TimeSpan.FromMinutes(1))
            ?? Restore([.. inUse.Where(p => p != "TorchSharp"), torch], TimeSpan.FromMinutes(30));

        string? Restore(IReadOnlyList<string> packages, TimeSpan limit)
        {
            var folder = Directory.CreateTempSubdirectory("workbook-trial-").FullName;
            try
            {
                var project = new XElement("Project", new XAttribute("Sdk", "Microsoft.NET.Sdk"),
                    new XElement("PropertyGroup",
                        new XElement("TargetFramework", "net10.0"),
                        new XElement("RestoreAdditionalProjectSources", feed ?? "")),
                    new XElement("ItemGroup", packages.Select(p =>
                        new XElement("PackageReference", new XAttribute("Include", p), new XAttribute("Version", $"[{versions[p]}]")))));
                var file = Path.Combine(folder, "Trial.csproj");
                File.WriteAllText(file, project.ToString());
                var restored = system.Run("dotnet", ["restore", file, "-v", "minimal"], new CommandOptions
                {
                    Folder = folder,
                    Timeout = limit,
                    Environment = new Dictionary<string, string> { ["NUGET_ENHANCED_MAX_NETWORK_TRY_COUNT"] = "2" },
                });
                return restored.Succeeded ? null : Problem(restored);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    internal static string Problem(CommandResult restored)
    {
        if (restored.ExitCode == 124)
            return "the package feed did not answer in time";
        if (MissingPackage().Match(restored.Text) is { Success: true } missing)
            return $"{missing.Groups[1].Value} is in none of the package feeds";
        return FirstError().Match(restored.Text) is { Success: true } error
            ? $"the trial restore failed ({error.Groups[1].Value.Trim()})"
            : "the trial restore failed";
    }

    [GeneratedRegex(@"NU110[123]: Unable to find (?:a stable )?package (\S+?)\.?(?:\s|$)")]
    private static partial Regex MissingPackage();

    [GeneratedRegex(@"error (.+?)(?:\.\s|\[|$)", RegexOptions.Multiline)]
    private static partial Regex FirstError();
}
