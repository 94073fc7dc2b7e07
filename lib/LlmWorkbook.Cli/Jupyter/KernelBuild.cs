using LlmWorkbook.Cli.Setup;

namespace LlmWorkbook.Cli.Jupyter;

/// <summary>
/// Publishes the notebook kernel into <c>artifacts/kernel</c> when something has changed: compiled ahead of time, as each notebook starts one, which
/// else would spend three seconds on compiling the compiler.
/// </summary>
internal sealed class KernelBuild(Workspace workspace, ISystem system)
{
    private const string Plain = "not compiled ahead of time\n";

    private string Stamp => Path.Combine(workspace.Artifacts, ".kernel-stamp");

    /// <summary>The assembly that a kernelspec starts.</summary>
    public string Assembly => Path.Combine(workspace.Kernel, "LlmWorkbook.Kernel.dll");

    /// <summary>Whether sources and outputs are what they were after the last publishing.</summary>
    public bool IsUpToDate => Stamped is { } stamp && stamp.Replace(Plain, "") == Now();

    /// <summary>Publishes what is not up to date.</summary>
    /// <param name="again">Try once more to compile ahead of time when that failed before.</param>
    public void Ensure(bool again)
    {
        using var turn = Turn.Wait(workspace, system);
        var upToDate = IsUpToDate;
        if (upToDate && !(again && Stamped!.StartsWith(Plain, StringComparison.Ordinal)))
            return;
        system.Say("Publishing the notebook kernel (a minute or two, once) ...");
        var parts = workspace.Kernel + ".new";
        Outputs.Delete(parts);
        var isCompiled = Publish(parts, "-p:PublishReadyToRun=true").Succeeded;
        if (!isCompiled)
        {
            system.Say("The kernel could not be compiled ahead of time (the package feed may lack Microsoft.NETCore.App.Crossgen2, or is out of reach): it works, and starts a few seconds later.");
            if (upToDate)
                return;
            Outputs.Delete(parts);
            var plain = Publish(parts, "-p:PublishReadyToRun=false");
            if (!plain.Succeeded)
                throw DotNet.Failure(workspace, system, plain, Project);
        }
        // A kernel that is running keeps the files it has opened.
        var old = workspace.Kernel + ".old";
        Outputs.Delete(old);
        if (Directory.Exists(workspace.Kernel))
            Directory.Move(workspace.Kernel, old);
        Directory.Move(parts, workspace.Kernel);
        Outputs.Delete(old);
        File.WriteAllText(Stamp, (isCompiled ? "" : Plain) + Now());
    }

    private string Project => Path.Combine(workspace.Root, "lib", "LlmWorkbook.Kernel", "LlmWorkbook.Kernel.csproj");

    private string? Stamped => File.Exists(Stamp) ? File.ReadAllText(Stamp) : null;

    /// <summary>Its intermediate files lie apart from those of other builds: it is restored for one platform, they for any.</summary>
    private CommandResult Publish(string folder, string how) => system.Run("dotnet",
        ["publish", Project, "-c", DotNet.Configuration, "--use-current-runtime", "--self-contained", "false", how, "-o", folder,
            "--artifacts-path", Path.Combine(workspace.Artifacts, "kernel-build"), "-v", "quiet", "-nologo", "-clp:NoSummary"],
        new CommandOptions { Folder = workspace.Root, Environment = DotNet.Quiet });

    private string Now() => Fingerprint.Of(
        [Path.Combine(workspace.Root, "lib", "LlmWorkbook.Kernel"), workspace.Kernel],
        [workspace.PackageVersions, Path.Combine(workspace.Root, "Directory.Build.props"), Path.Combine(workspace.Root, "global.json")]);
}
