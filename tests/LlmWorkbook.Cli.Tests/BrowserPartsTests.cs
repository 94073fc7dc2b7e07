using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using LlmWorkbook.Cli;
using LlmWorkbook.Cli.Setup;

namespace LlmWorkbook.Tests;

public sealed class BrowserPartsTests : IDisposable
{
    private const string Script = "/* draws */";
    private readonly TemporaryCheckout _checkout = new();

    public BrowserPartsTests() => _checkout.Write("lib/browser-parts.json", $$"""
        [{ "name": "plots", "version": "1.2.3", "path": "package/plots.js", "file": "plots.js",
           "sha256": "{{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Script)))}}" }]
        """);

    public void Dispose() => _checkout.Dispose();

    private string Kept => _checkout["artifacts/browser/plots.js"];

    /// <summary>A machine whose npm delivers a package with this script.</summary>
    private static PretendedSystem MachineWithNpm(string script)
    {
        var system = new PretendedSystem
        {
            OnRun = (line, options) =>
            {
                if (!line.StartsWith("npm pack plots@1.2.3", StringComparison.Ordinal))
                    return null;
                using var tar = new TarWriter(new GZipStream(File.Create(Path.Combine(options!.Folder!, "plots-1.2.3.tgz")), CompressionLevel.Fastest));
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "package/plots.js") { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(script)) });
                return PretendedSystem.Ok();
            },
        };
        system.Programs.Add("npm");
        return system;
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/* dra")]
    [InlineData("/* tampered */")]
    public void A_missing_truncated_or_changed_file_is_fetched(string? before)
    {
        if (before is not null)
            _checkout.Write("artifacts/browser/plots.js", before);
        new BrowserParts(_checkout.Workspace, MachineWithNpm(Script)).Ensure(again: false);
        Assert.Equal(Script, File.ReadAllText(Kept));
    }

    [Fact]
    public void Nothing_is_fetched_when_the_file_is_whole()
    {
        _checkout.Write("artifacts/browser/plots.js", Script);
        var system = MachineWithNpm(Script);
        new BrowserParts(_checkout.Workspace, system).Ensure(again: true);
        Assert.Empty(system.Commands);
    }

    [Fact]
    public void A_file_with_another_hash_is_refused()
    {
        var system = MachineWithNpm("/* something else */");
        new BrowserParts(_checkout.Workspace, system).Ensure(again: false);
        Assert.False(File.Exists(Kept));
        Assert.Contains("not the file that is expected", Assert.Single(system.Said));
    }

    [Fact]
    public void Without_npm_set_up_goes_on_says_so_once_and_tries_again_when_asked()
    {
        var without = new PretendedSystem();
        new BrowserParts(_checkout.Workspace, without).Ensure(again: false);
        Assert.Contains("static SVG", Assert.Single(without.Said));
        new BrowserParts(_checkout.Workspace, without).Ensure(again: false);
        Assert.Single(without.Said);

        new BrowserParts(_checkout.Workspace, MachineWithNpm(Script)).Ensure(again: true);
        Assert.Equal(Script, File.ReadAllText(Kept));
    }

    [Fact]
    public void The_pinned_parts_have_exact_versions_and_hashes()
    {
        var parts = new BrowserParts(new Workspace(Repository.Root), new PretendedSystem()).All;
        Assert.Contains(parts, p => p.File == "plotly.min.js");
        Assert.All(parts, p => Assert.Matches(@"^\d+\.\d+\.\d+$", p.Version));
        Assert.All(parts, p => Assert.Matches("^[0-9a-f]{64}$", p.Sha256));
    }
}
