namespace LlmWorkbook.Cli;

/// <summary>Where things lie in the checkout.</summary>
/// <param name="Root">The folder with <c>Workbook.slnx</c>.</param>
internal sealed record Workspace(string Root)
{
    public string Artifacts => Path.Combine(Root, "artifacts");
    public string Library => Path.Combine(Artifacts, "lib");

    /// <summary>The notebook kernel as Jupyter and VS Code start it.</summary>
    public string Kernel => Path.Combine(Artifacts, "kernel");

    public string Notebooks => Path.Combine(Root, "notebooks");
    public string ExecutedNotebooks => Path.Combine(Artifacts, "notebooks");
    public string Site => Path.Combine(Artifacts, "site");
    public string Browser => Path.Combine(Artifacts, "browser");
    public string BrowserPartsList => Path.Combine(Root, "lib", "browser-parts.json");
    public string PackageVersions => Path.Combine(Root, "Directory.Packages.props");
    public string PackageChoice => Path.Combine(Root, "lib", "Packages.user.props");
    public string StandIns => Path.Combine(Root, "lib", "standins");
    public string Solution => Path.Combine(Root, "Workbook.slnx");

    /// <summary>The checkout that this program was built in.</summary>
    public static Workspace Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Workbook.slnx")))
                return new Workspace(folder.FullName);
        throw new CliException($"The workbook's folder was not found above {AppContext.BaseDirectory}; start ./workbook from a clone of the repository.");
    }

    /// <summary>The path as the user would write it: relative to the checkout when it lies inside.</summary>
    public string Show(string path) => path.StartsWith(Root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
        ? Path.GetRelativePath(Root, path)
        : path;
}
