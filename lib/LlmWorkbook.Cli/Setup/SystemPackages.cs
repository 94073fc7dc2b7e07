namespace LlmWorkbook.Cli.Setup;

/// <summary>The Debian and Ubuntu packages that the workbook needs, installed where that is allowed.</summary>
internal sealed class SystemPackages(ISystem system)
{
    /// <summary>What the TorchSharp stand-in is compiled and run with.</summary>
    public static readonly IReadOnlyList<string> ForStandIns = ["libtorch-dev", "libopenblas0-openmp", "g++"];

    /// <summary>What the comparison with PyTorch needs.</summary>
    public static readonly IReadOnlyList<string> ForBench = ["python3-torch"];

    /// <summary>What the comparison with Python's notebook kernel needs.</summary>
    public static readonly IReadOnlyList<string> ForKernelBench = ["python3-jupyter-client", "python3-ipykernel"];

    /// <summary>What the tests compare with or look through; without them some are skipped.</summary>
    public static readonly IReadOnlyList<string> ForTests = ["chromium", "jupyter-notebook",
        "python3-ipykernel", "python3-jinja2", "python3-jupyter-client", "python3-jupyter-kernel-test", "python3-nbclient", "python3-nbformat", "python3-regex", "python3-torch", "python3-yaml",
        "python3-zmq"];

    private static readonly string[] LibraryFolders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/local/lib"];

    /// <summary>Where the system's libtorch is, or null.</summary>
    public string? LibTorch => LibraryFolders.Select(f => $"{f}/libtorch_cpu.so").FirstOrDefault(system.FileExists);

    /// <summary>The packages of a list that are not installed.</summary>
    public IReadOnlyList<string> Missing(IReadOnlyList<string> packages)
    {
        if (system.FindProgram("dpkg-query") is null)
            return [.. packages.Where(p => !IsPresent(p))];
        var installed = system.Run("dpkg-query", ["-W", "-f", "${Package} ${db:Status-Status}\n", .. packages]).Output
            .Split('\n', StringSplitOptions.TrimEntries)
            .Where(line => line.EndsWith(" installed", StringComparison.Ordinal))
            .Select(line => line[..line.IndexOf(' ')])
            .ToHashSet();
        return [.. packages.Where(p => !installed.Contains(p))];
    }

    /// <summary>Installs what is missing, or ends with the exact line to run.</summary>
    public void Ensure(IReadOnlyList<string> packages, bool yes)
    {
        var missing = Missing(packages);
        if (missing.Count == 0)
            return;
        var names = string.Join(' ', missing);
        if (!system.IsLinux)
            throw new CliException($"The stand-ins for the real packages need Linux with {names}; on this system run ./workbook setup --packages nuget.");
        if (system.FindProgram("apt-get") is null)
            throw new CliException($"Missing on this machine: {names} (Debian's names); install them with this system's package manager, then run ./workbook setup.");

        var line = $"apt-get update && {(system.IsRoot ? "" : "sudo ")}apt-get install -y --no-install-recommends {names}";
        if (!system.IsRoot)
            line = "sudo " + line;
        var unattended = yes || system.Variable("CI") is "true" or "1";
        var hasSudo = system.FindProgram("sudo") is not null;
        var allowed = system.IsRoot
            || (hasSudo && unattended)
            || (hasSudo && system.IsInteractive && system.Ask($"The workbook needs {names}. Install with sudo now?"));
        if (!allowed)
            throw new CliException($"Missing on this machine: {names}; install with:\n  {line}");

        system.Say($"Installing {names} (a minute or two) ...");
        var installed = Apt(["update", "-q"], !unattended);
        if (installed.Succeeded)
            installed = Install(missing, !unattended);
        if (!installed.Succeeded && installed.Text.Contains("dpkg --configure -a", StringComparison.Ordinal))
        {
            Privileged("dpkg", ["--configure", "-a"], !unattended);
            installed = Install(missing, !unattended);
        }
        if (!installed.Succeeded || Missing(packages).Count > 0)
            throw new CliException($"Installing {names} failed ({LastLine(installed.Text)}); run it by hand to see why:\n  {line}");
    }

    /// <summary>The BLAS libraries that are OpenBLAS built for pthreads although the OpenMP build, several times faster here, is installed.</summary>
    public IReadOnlyList<BlasChoice> SlowBlas() =>
        [.. from name in new[] { "libblas.so.3", "liblapack.so.3", "libopenblas.so.0" }
            from link in system.Files("/etc/alternatives", name + "-*")
            let now = system.LinkTarget(link)
            where now is not null && !now.Contains("openmp", StringComparison.Ordinal)
            let alternative = Path.GetFileName(link)
            let fast = $"/usr/lib/{alternative[(name.Length + 1)..]}/openblas-openmp/{name}"
            where system.FileExists(fast)
            select new BlasChoice(alternative, now, fast)];

    /// <summary>Chooses the OpenMP build of OpenBLAS, as root; otherwise says how.</summary>
    public void ChooseFastBlas()
    {
        foreach (var blas in SlowBlas())
        {
            string[] command = ["--set", blas.Alternative, blas.Fast];
            if (!system.IsRoot || !system.Run("update-alternatives", command).Succeeded)
                system.Say($"{blas.Alternative} is {blas.Now}, which is several times slower; choose the other with: sudo update-alternatives {string.Join(' ', command)}");
        }
    }

    private CommandResult Install(IReadOnlyList<string> packages, bool attached) =>
        Apt(["install", "-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120", .. packages], attached);

    private CommandResult Apt(IReadOnlyList<string> arguments, bool attached) => Privileged("apt-get", arguments, attached);

    private CommandResult Privileged(string program, IReadOnlyList<string> arguments, bool attached)
    {
        var options = new CommandOptions { Environment = new Dictionary<string, string> { ["DEBIAN_FRONTEND"] = "noninteractive" } };
        if (system.IsRoot)
            return system.Run(program, arguments, options);
        // With somebody at the terminal sudo may ask for a password there; without, it must not wait for one.
        string[] sudo = attached ? [] : ["-n"];
        return system.Run("sudo", [.. sudo, "DEBIAN_FRONTEND=noninteractive", program, .. arguments], options with { Attached = attached });
    }

    private bool IsPresent(string package) => package switch
    {
        "g++" => system.FindProgram("g++") is not null,
        "libtorch-dev" => LibTorch is not null,
        "libopenblas0-openmp" => LibraryFolders.Any(f => system.Files(f, "libopenblas*").Count > 0),
        "chromium" or "jupyter-notebook" => system.FindProgram(package) is not null,
        _ when package.StartsWith("python3-", StringComparison.Ordinal) =>
            system.Run("/usr/bin/python3", ["-c", "import " + package["python3-".Length..].Replace('-', '_')]).Succeeded,
        _ => false,
    };

    private static string LastLine(string text) =>
        text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "no message";
}

/// <summary>One entry of Debian's alternatives that chooses a BLAS.</summary>
/// <param name="Alternative">The entry's name.</param>
/// <param name="Now">The library in use.</param>
/// <param name="Fast">The library built for OpenMP.</param>
internal sealed record BlasChoice(string Alternative, string Now, string Fast);
