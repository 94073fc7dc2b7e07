using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmWorkbook.Cli.Jupyter;

/// <summary>One kernelspec: the folder by which Jupyter and VS Code know a kernel.</summary>
/// <param name="Folder">The folder; its name is the kernel's.</param>
/// <param name="DisplayName">What people choose from, or null when the file says nothing valid.</param>
/// <param name="Arguments">The command line.</param>
/// <param name="Checkout">The checkout that wrote it, or null when the workbook did not.</param>
internal sealed record KernelSpec(string Folder, string? DisplayName, IReadOnlyList<string> Arguments, string? Checkout)
{
    /// <summary>The name that the notebooks ask for.</summary>
    public const string UsualName = ".net-csharp";

    private const string FileName = "kernel.json";
    private const string Marker = "llm-workbook";
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The kernel's name.</summary>
    public string Name => Path.GetFileName(Folder).ToLowerInvariant();

    public bool IsOurs => Checkout is not null;

    /// <summary>The spec of a name in a folder of kernelspecs; null when that name is free. Jupyter ignores letter case.</summary>
    public static KernelSpec? Find(string kernels, string name) => In(kernels, needsFile: false).FirstOrDefault(s => s.Name == name);

    /// <summary>All specs in a folder of kernelspecs.</summary>
    public static IEnumerable<KernelSpec> In(string kernels) => In(kernels, needsFile: true);

    private static IEnumerable<KernelSpec> In(string kernels, bool needsFile) => Directory.Exists(kernels)
        ? Directory.GetDirectories(kernels).Where(d => !needsFile || File.Exists(Path.Combine(d, FileName))).Order(StringComparer.Ordinal).Select(Read)
        : [];

    private static KernelSpec Read(string folder)
    {
        try
        {
            var json = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, FileName)))!;
            return new KernelSpec(folder, (string?)json["display_name"],
                [.. ((JsonArray?)json["argv"] ?? []).Select(a => (string)a!)], (string?)json["metadata"]?[Marker]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or InvalidCastException or NullReferenceException)
        {
            return new KernelSpec(folder, null, [], null);
        }
    }

    /// <summary>What <c>kernel.json</c> says.</summary>
    public static JsonObject Json(Workspace workspace, string dotnet, string assembly, string name) => new()
    {
        ["argv"] = new JsonArray(dotnet, assembly, "jupyter", "{connection_file}"),
        ["display_name"] = name == UsualName ? ".NET (C#)" : $".NET (C#), {name}",
        ["language"] = "C#",
        ["interrupt_mode"] = "message",
        ["env"] = new JsonObject
        {
            ["DOTNET_NOLOGO"] = "1",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            // As in ./workbook: OpenMP's threads sleep while they wait.
            ["OMP_WAIT_POLICY"] = "passive",
        },
        ["metadata"] = new JsonObject { ["debugger"] = false, [Marker] = workspace.Root },
    };

    /// <summary>Puts a spec in place as a whole, over one of ours if there is one.</summary>
    /// <param name="kernels">The folder of kernelspecs.</param>
    /// <param name="name">The kernel's name.</param>
    /// <param name="json">What <c>kernel.json</c> says.</param>
    public static void Write(string kernels, string name, JsonObject json)
    {
        // Beside the folder, not in it: what lies there is taken for a kernel.
        Directory.CreateDirectory(kernels);
        var parts = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(kernels)!, $".workbook-{Guid.NewGuid():N}")).FullName;
        try
        {
            var made = Directory.CreateDirectory(Path.Combine(parts, "new")).FullName;
            File.WriteAllText(Path.Combine(made, FileName), json.ToJsonString(s_json) + "\n");
            File.WriteAllText(Path.Combine(made, "logo-svg.svg"), Logo);
            var place = Find(kernels, name)?.Folder ?? Path.Combine(kernels, name);
            var old = Path.Combine(parts, "old");
            if (Directory.Exists(place))
                Directory.Move(place, old);
            try
            {
                Directory.Move(made, place);
            }
            catch (IOException) when (Directory.Exists(old))
            {
                Directory.Move(old, place);
                throw;
            }
        }
        finally
        {
            Directory.Delete(parts, recursive: true);
        }
    }

    private const string Logo = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">
          <rect width="64" height="64" rx="12" fill="#512bd4"/>
          <path d="M12 14v34h40" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round"/>
          <path d="M16 18c6 20 14 25 34 25" fill="none" stroke="#ffd166" stroke-width="4" stroke-linecap="round"/>
          <text x="46" y="30" font-family="sans-serif" font-size="20" font-weight="bold" fill="#fff" text-anchor="middle">C#</text>
        </svg>

        """;
}
