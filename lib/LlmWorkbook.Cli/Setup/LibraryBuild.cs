namespace LlmWorkbook.Cli.Setup;

/// <summary>Builds the library and the packages' stand-ins into <c>artifacts/lib</c> when something has changed.</summary>
internal sealed class LibraryBuild(Workspace workspace, ISystem system)
{
    private string Stamp => Path.Combine(workspace.Artifacts, ".setup-stamp");
    private string Building => Path.Combine(workspace.Artifacts, ".setup-building");

    /// <summary>Whether sources and outputs are what they were after the last build.</summary>
    public bool IsUpToDate => !File.Exists(Building) && File.Exists(Stamp) && File.ReadAllText(Stamp) == Now();

    public void Ensure()
    {
        if (IsUpToDate)
            return;
        system.Say("Building the library ...");
        // A marker that is still there tells of a build that was killed: what it left behind is not trusted.
        if (File.Exists(Building))
            Outputs.DeleteAllButTheCli(workspace);
        Directory.CreateDirectory(workspace.Artifacts);
        File.WriteAllText(Building, "");
        try
        {
            DotNet.Build(workspace, system, Path.Combine(workspace.Root, "lib", "LlmWorkbook", "LlmWorkbook.csproj"));
            File.WriteAllText(Stamp, Now());
        }
        catch (CliException)
        {
            File.Delete(Building); // It ended by itself: nothing is half written.
            throw;
        }
        File.Delete(Building);
    }

    /// <summary>Names, sizes and times of all that goes in and of all that came out.</summary>
    private string Now()
    {
        string[] folders = [Path.Combine(workspace.Root, "lib", "LlmWorkbook"), workspace.StandIns, workspace.Library];
        string[] files = [workspace.PackageVersions, workspace.PackageChoice, Path.Combine(workspace.Root, "Directory.Build.props"),
            Path.Combine(workspace.Root, "global.json"), Path.Combine(workspace.Root, "lib", "Packages.targets")];
        return Fingerprint.Of(folders, files);
    }
}
