namespace LlmWorkbook.Cli.Jupyter;

/// <summary>Where Jupyter and VS Code look for kernels.</summary>
internal static class JupyterFolders
{
    /// <summary>The user's own folder of kernelspecs.</summary>
    public static string OfUser(ISystem system) => Path.Combine(UserData(system), "kernels");

    /// <summary>The folder of kernelspecs under an installation prefix.</summary>
    public static string OfPrefix(string prefix) => Path.Combine(Path.GetFullPath(prefix), "share", "jupyter", "kernels");

    /// <summary>All folders of kernelspecs, in the order in which they are looked through: the first spec of a name counts.</summary>
    public static IReadOnlyList<string> All(ISystem system)
    {
        var separator = system.IsWindows ? ';' : ':';
        string[] shared = system.IsWindows
            ? [Path.Combine(system.Variable("PROGRAMDATA") ?? "", "jupyter")]
            : ["/usr/local/share/jupyter", "/usr/share/jupyter"];
        return [.. (system.Variable("JUPYTER_PATH") ?? "").Split(separator, StringSplitOptions.RemoveEmptyEntries)
            .Append(UserData(system)).Concat(shared)
            .Select(f => Path.Combine(f, "kernels")).Distinct()];
    }

    private static string UserData(ISystem system)
    {
        if (system.Variable("JUPYTER_DATA_DIR") is { } chosen)
            return chosen;
        if (system.IsWindows)
            return Path.Combine(system.Variable("APPDATA") ?? Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter");
        var home = system.Variable("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return system.IsLinux
            ? Path.Combine(system.Variable("XDG_DATA_HOME") ?? Path.Combine(home, ".local", "share"), "jupyter")
            : Path.Combine(home, "Library", "Jupyter");
    }
}
