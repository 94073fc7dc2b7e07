namespace LlmWorkbook.EndToEnd;

/// <summary>The programs that the tests drive, where they are installed.</summary>
internal static class Programs
{
    public static string? Chromium { get; } = Find("chromium", "chromium-browser", "google-chrome");

    public static string? Node { get; } = Find("node");

    public static string? Npm { get; } = Find("npm");

    /// <summary>Jupyter Notebook of the system's Python; others on the PATH may lack their parts.</summary>
    public static string? JupyterNotebook { get; } = File.Exists("/usr/bin/jupyter-notebook") ? "/usr/bin/jupyter-notebook" : null;

    /// <summary>The dotnet that runs this test.</summary>
    public static string DotNet { get; } =
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : Find("dotnet") ?? "dotnet";

    /// <summary>Why no browser can be driven here; null if one can.</summary>
    public static string? NoBrowser =>
        Chromium is null ? "no chromium on this machine (apt-get install chromium)"
        : Node is null || Npm is null ? "no node and npm on this machine (apt-get install nodejs npm)"
        : NpmPackage.Puppeteer.Problem;

    private static string? Find(params string[] names) => names
        .SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);
}
