using LlmWorkbook.Cli.Setup;

namespace LlmWorkbook.Cli;

/// <summary>Removes what was generated.</summary>
internal sealed class CleanVerb(Workspace workspace)
{
    public int Run(bool all)
    {
        long bytes = 0;
        if (Directory.Exists(workspace.Artifacts))
        {
            bytes = new DirectoryInfo(workspace.Artifacts).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.LinkTarget is null ? f.Length : 0);
            Outputs.Delete(workspace.Artifacts);
        }
        if (all)
            File.Delete(workspace.PackageChoice);
        Console.WriteLine($"Removed {workspace.Show(workspace.Artifacts)}{(all ? " and the choice of package source" : "")}: {bytes / 1e6:F0} MB freed.");
        return 0;
    }
}
