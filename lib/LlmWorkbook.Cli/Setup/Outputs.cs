namespace LlmWorkbook.Cli.Setup;

/// <summary>What was generated under <c>artifacts/</c>.</summary>
internal static class Outputs
{
    /// <summary>Removes what was built, except the commands themselves, which are running.</summary>
    public static void DeleteAllButTheCli(Workspace workspace)
    {
        Delete(workspace.Library);
        foreach (var kind in new[] { "bin", "obj" })
            if (Directory.Exists(Path.Combine(workspace.Artifacts, kind)))
                foreach (var project in Directory.GetDirectories(Path.Combine(workspace.Artifacts, kind)))
                    if (Path.GetFileName(project) is not ("LlmWorkbook.Cli" or "LlmWorkbook.Kernel"))
                        Delete(project);
    }

    public static void Delete(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
