using System.Text.Json;

namespace LlmWorkbook.EndToEnd;

/// <summary>VS Code with its Jupyter extension, served on the loopback interface; its settings and extensions are a learner's folder's own.</summary>
internal sealed class CodeServer : IDisposable
{
    private readonly ChildProcess _server;
    private readonly int _port = ChildProcess.FreePort();
    private readonly LearnersFolder _folder;

    private CodeServer(LearnersFolder folder)
    {
        _folder = folder;
        string data = folder.Inside("code"), extensions = folder.Inside("extensions");
        Directory.CreateDirectory(Path.Combine(data, "User"));
        Directory.CreateDirectory(extensions);
        File.WriteAllText(Path.Combine(data, "User", "settings.json"), JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["workbench.colorTheme"] = "Default Light Modern",
            ["workbench.startupEditor"] = "none",
            ["telemetry.telemetryLevel"] = "off",
            ["extensions.autoCheckUpdates"] = false,
            // The extension reads this one from the user's settings only.
            ["jupyter.completionTriggerCharacters"] = new Dictionary<string, string[]> { ["csharp"] = [".", " ", "("] },
        }));
        var environment = new Dictionary<string, string>(folder.Environment) { ["EXTENSIONS_GALLERY"] = """{"serviceUrl":"http://127.0.0.1:9/"}""" };
        string[] places = ["--user-data-dir", data, "--extensions-dir", extensions, "--config", folder.Inside("code.yaml")];
        var entry = Path.Combine(NpmPackage.CodeServer.Folder, "out", "node", "entry.js");

        var extension = VsCodeFactAttribute.Extension!;
        if (File.Exists(extension))
        {
            using var install = new ChildProcess(Programs.Node!, [entry, .. places, "--install-extension", extension], folder.Checkout, environment);
            Assert.True(install.WaitForExit(TimeSpan.FromMinutes(3)) && install.ExitCode == 0, $"VS Code did not take {extension}:\n{install.Tail}");
        }
        else
        {
            Directory.CreateSymbolicLink(Path.Combine(extensions, "ms-toolsai.jupyter"), extension);
        }
        _server = new ChildProcess(Programs.Node!,
            [entry, .. places, "--auth", "none", "--bind-addr", $"127.0.0.1:{_port}", "--disable-telemetry", "--disable-update-check", "--disable-workspace-trust", "--disable-getting-started-override"],
            folder.Checkout, environment);
    }

    /// <summary>The address of the opened folder.</summary>
    public string Folder => $"http://127.0.0.1:{_port}/?folder={Uri.EscapeDataString(_folder.Checkout)}";

    public static async Task<CodeServer> Start(LearnersFolder folder)
    {
        var server = new CodeServer(folder);
        await server._server.Answers($"http://127.0.0.1:{server._port}/healthz");
        return server;
    }

    public void Dispose() => _server.Dispose();
}
