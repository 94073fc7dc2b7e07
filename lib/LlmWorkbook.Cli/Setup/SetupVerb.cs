namespace LlmWorkbook.Cli.Setup;

/// <summary>What the command line asks of set-up.</summary>
internal sealed record SetupOptions
{
    /// <summary>Install without asking.</summary>
    public bool Yes { get; init; }

    /// <summary><c>./workbook setup</c> itself, not another verb that needs it.</summary>
    public bool IsExplicit { get; init; }

    /// <summary><c>auto</c>, <c>nuget</c> or <c>standin</c>; null keeps what was chosen earlier.</summary>
    public string? Packages { get; init; }

    /// <summary>A folder of package files, or null.</summary>
    public string? Feed { get; init; }
}

/// <summary>Makes the checkout ready: packages, system libraries, browser parts, the built library. Each step looks before it acts, so a half-done set-up is completed.</summary>
internal sealed class SetupVerb(Workspace workspace, ISystem system)
{
    /// <summary>Does what is not done yet.</summary>
    /// <returns>The package source in force.</returns>
    public PackageChoice Run(SetupOptions options)
    {
        using var turn = Turn.Wait(workspace, system);
        var choice = new PackageChooser(workspace, system).Ensure(options.Packages, options.Feed);
        if (choice.IsStandIn)
        {
            var packages = new SystemPackages(system);
            packages.Ensure(SystemPackages.ForStandIns, options.Yes);
            packages.ChooseFastBlas();
        }
        new BrowserParts(workspace, system).Ensure(again: options.IsExplicit);
        new LibraryBuild(workspace, system).Ensure();
        return choice;
    }
}
