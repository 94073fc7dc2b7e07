using System.Text.RegularExpressions;

namespace LlmWorkbook.Cli.Jupyter;

/// <summary>Which kernelspec the command line speaks of.</summary>
/// <param name="Kernels">The folder of kernelspecs.</param>
/// <param name="Name">The kernel's name.</param>
internal sealed record KernelPlace(string Kernels, string Name);

/// <summary>Why a kernelspec does not work.</summary>
/// <param name="What">What is wrong.</param>
/// <param name="Remedy">The command that helps.</param>
internal sealed record KernelFault(string What, string Remedy);

/// <summary>Makes the kernel known to Jupyter and VS Code, forgets it, and shows which kernels are known.</summary>
internal sealed partial class KernelVerb(Workspace workspace, ISystem system)
{
    private readonly KernelBuild _build = new(workspace, system);

    /// <summary>Checks what the command line says about the place.</summary>
    public static KernelPlace Place(ISystem system, bool user, string? prefix, string? name)
    {
        if (user && prefix is not null)
            throw new CliException("--user and --prefix name two places; give one of them.", 2);
        if (prefix is "")
            throw new CliException("--prefix needs a folder, for example --prefix /usr/local.", 2);
        name = (name ?? KernelSpec.UsualName).ToLowerInvariant();
        if (!ValidName().IsMatch(name))
            throw new CliException($"--name \"{name}\" cannot be a kernel's name; use letters, digits, dots, hyphens and underscores.", 2);
        return new KernelPlace(prefix is null ? JupyterFolders.OfUser(system) : JupyterFolders.OfPrefix(prefix), name);
    }

    /// <summary>Ends with a sentence when the place is taken by a kernelspec of somebody else.</summary>
    public static void CheckIsFree(KernelPlace place)
    {
        if (KernelSpec.Find(place.Kernels, place.Name) is { IsOurs: false } other)
            throw new CliException($"{other.Folder} is a kernelspec that the workbook did not write ({other.DisplayName ?? "unreadable"}), and stays; "
                + "give ours another name with --name, for example --name workbook-csharp, and choose it in the notebook.");
        if (File.Exists(Path.Combine(place.Kernels, place.Name)))
            throw new CliException($"{Path.Combine(place.Kernels, place.Name)} is a file where a folder should go; move it away, or use --name.");
    }

    /// <summary>Publishes the kernel when its sources changed and writes its kernelspec.</summary>
    /// <param name="place">Where.</param>
    /// <param name="again">Try once more what did not work the last time.</param>
    public int Install(KernelPlace place, bool again)
    {
        CheckIsFree(place);
        var dotnet = Dotnet(system);
        _build.Ensure(again);
        var folder = Path.Combine(place.Kernels, place.Name);
        try
        {
            KernelSpec.Write(place.Kernels, place.Name, KernelSpec.Json(workspace, dotnet, _build.Assembly, place.Name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"The kernelspec {folder} cannot be written ({e.Message.TrimEnd('.')}); use --prefix with a folder that you may write to.");
        }
        Console.WriteLine($"Installed the kernel {place.Name}: {folder}");
        var folders = JupyterFolders.All(system);
        if (!folders.Contains(place.Kernels))
            Console.WriteLine($"Jupyter looks there when JUPYTER_PATH holds {Path.GetDirectoryName(place.Kernels)}, or when its own prefix is the same.");
        else if (folders.TakeWhile(f => f != place.Kernels).Select(f => KernelSpec.Find(f, place.Name)).FirstOrDefault(s => s is not null) is { } first)
            Console.WriteLine($"Jupyter takes {first.Folder} first, which has the same name.");
        return 0;
    }

    /// <summary>The dotnet that starts the kernel.</summary>
    public static string Dotnet(ISystem system) =>
        system.FindProgram("dotnet") ?? throw new CliException("No dotnet is on the PATH; start ./workbook, which finds it.");

    /// <summary>Installs the kernel for this user where it is missing or out of date. A kernelspec of somebody else stays, and is told.</summary>
    public void Ensure()
    {
        var place = Place(system, user: true, null, null);
        if (KernelSpec.Find(place.Kernels, place.Name) is { } spec && spec.Checkout == workspace.Root && Fault(spec) is null)
            return;
        try
        {
            Install(place, again: false);
        }
        catch (CliException e) when (KernelSpec.Find(place.Kernels, place.Name) is { IsOurs: false })
        {
            system.Say(e.Message);
        }
    }

    /// <summary>Removes a kernelspec of ours.</summary>
    public static int Uninstall(KernelPlace place)
    {
        if (KernelSpec.Find(place.Kernels, place.Name) is not { } spec)
        {
            Console.WriteLine($"There is no kernel {place.Name} in {place.Kernels}; nothing was removed.");
            return 0;
        }
        if (!spec.IsOurs)
            throw new CliException($"{spec.Folder} is a kernelspec that the workbook did not write ({spec.DisplayName ?? "unreadable"}); it was not removed.");
        try
        {
            if (new DirectoryInfo(spec.Folder).LinkTarget is null)
                Directory.Delete(spec.Folder, recursive: true);
            else
                Directory.Delete(spec.Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"The kernelspec {spec.Folder} cannot be removed ({e.Message.TrimEnd('.')}).");
        }
        Console.WriteLine($"Removed the kernel {place.Name}: {spec.Folder}");
        return 0;
    }

    /// <summary>Shows the kernels that Jupyter and VS Code know.</summary>
    /// <param name="prefix">A prefix to look under too, or null.</param>
    public int List(string? prefix)
    {
        var folders = JupyterFolders.All(system);
        if (prefix is not null)
            folders = [.. folders.Prepend(JupyterFolders.OfPrefix(prefix)).Distinct()];
        var specs = folders.SelectMany(KernelSpec.In).ToList();
        foreach (var spec in specs)
            Console.WriteLine($"{spec.Name,-16} {spec.DisplayName ?? "(unreadable)",-24} {spec.Folder}   {Owner(spec)}; {State(spec)}");
        if (!specs.Any(s => s.IsOurs))
            Console.WriteLine($"The workbook's kernel is not installed: run ./workbook kernel install (looked in {string.Join(", ", folders)}).");
        return 0;
    }

    /// <summary>What is wrong with a kernelspec of ours; null when it works.</summary>
    public KernelFault? Fault(KernelSpec spec) =>
        !IsReady(spec) ? new KernelFault("points to nothing", $"run {InstallAgain(spec)}")
        : spec.Checkout == workspace.Root && !_build.IsUpToDate ? new KernelFault("is out of date", $"run {InstallAgain(spec)}")
        : null;

    private static string Owner(KernelSpec spec) => spec.Checkout is { } checkout ? $"the workbook's ({checkout})" : "not the workbook's";

    private string State(KernelSpec spec) =>
        spec.IsOurs ? Fault(spec) is { } fault ? $"{fault.What}: {fault.Remedy}" : "ready"
        : spec.Arguments.Count == 0 ? "its kernel.json is unreadable"
        : Exists(spec.Arguments[0]) ? "its program is there"
        : $"its program {spec.Arguments[0]} is missing";

    /// <summary>The command that writes a spec of ours once more.</summary>
    private string InstallAgain(KernelSpec spec)
    {
        var kernels = Path.GetDirectoryName(spec.Folder)!;
        var share = Path.Combine("share", "jupyter", "kernels");
        var prefix = kernels == JupyterFolders.OfUser(system) || !kernels.EndsWith(share, StringComparison.Ordinal) ? ""
            : $" --prefix {kernels[..^(share.Length + 1)]}";
        return $"{(spec.Checkout == workspace.Root ? "." : spec.Checkout)}/workbook kernel install{prefix}{(spec.Name == KernelSpec.UsualName ? "" : $" --name {spec.Name}")}";
    }

    private static bool IsReady(KernelSpec spec) => spec is { IsOurs: true, Arguments: [var program, var assembly, ..] } && File.Exists(program) && File.Exists(assembly);

    private bool Exists(string program) => Path.IsPathRooted(program) ? File.Exists(program) : system.FindProgram(program) is not null;

    [GeneratedRegex("^[a-z0-9._-]+$")]
    private static partial Regex ValidName();
}
