using System.IO.Compression;
using LlmWorkbook.Cli;

namespace LlmWorkbook.Tests;

/// <summary>A folder of empty packages, and a machine whose package manager knows no other source.</summary>
internal sealed class PackageFeed : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("workbook-home-");

    public PackageFeed(params (string Id, string Version)[] packages)
    {
        Directory.CreateDirectory(Folder);
        foreach (var (id, version) in packages)
        {
            using var package = ZipFile.Open(Path.Combine(Folder, $"{id}.{version}.nupkg"), ZipArchiveMode.Create);
            using var nuspec = new StreamWriter(package.CreateEntry($"{id}.nuspec").Open());
            nuspec.Write($"""
                <package><metadata>
                  <id>{id}</id><version>{version}</version><authors>nobody</authors><description>empty</description>
                </metadata></package>
                """);
        }
        var config = Path.Combine(_home.FullName, ".nuget", "NuGet", "NuGet.Config");
        Directory.CreateDirectory(Path.GetDirectoryName(config)!);
        Directory.CreateDirectory(Path.Combine(_home.FullName, "empty"));
        File.WriteAllText(config, $"""<configuration><packageSources><clear /><add key="empty" value="{_home.FullName}/empty" /></packageSources></configuration>""");
    }

    public string Folder => Path.Combine(_home.FullName, "feed");

    /// <summary>A pretended machine on which <c>dotnet</c> is the real one, but with this home.</summary>
    public PretendedSystem Machine()
    {
        var real = new LocalSystem(CancellationToken.None);
        return new PretendedSystem
        {
            OnRun = (line, options) => line.StartsWith("dotnet restore", StringComparison.Ordinal)
                ? real.Run("dotnet", line.Split(' ')[1..], options! with
                {
                    Environment = new Dictionary<string, string>(options.Environment)
                    {
                        ["HOME"] = _home.FullName,
                        ["DOTNET_CLI_HOME"] = _home.FullName,
                        ["NUGET_PACKAGES"] = Path.Combine(_home.FullName, "packages"),
                    },
                })
                : null,
        };
    }

    public void Dispose() => _home.Delete(recursive: true);
}
