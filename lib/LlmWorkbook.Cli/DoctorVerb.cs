using LlmWorkbook.Cli.Jupyter;
using LlmWorkbook.Cli.Run;
using LlmWorkbook.Cli.Setup;
using Spectre.Console;

namespace LlmWorkbook.Cli;

/// <summary>Shows what is installed, what is missing, and what to do about it. Changes nothing.</summary>
internal sealed class DoctorVerb(Workspace workspace, ISystem system)
{
    private readonly List<(string Name, string Found, string? Advice, bool Required)> _rows = [];

    public int Run()
    {
        var choice = PackageChoice.Read(workspace.PackageChoice);
        var packages = new SystemPackages(system);
        const string setUp = "run ./workbook setup";

        var sdk = system.Run("dotnet", ["--version"], new CommandOptions { Folder = workspace.Root });
        Add(".NET SDK", sdk.Succeeded ? sdk.Output.Trim() : null, "install the .NET SDK 10.0.100 or later from https://dotnet.microsoft.com/download/dotnet/10.0");
        var inUse = string.Join(", ", new PackageChooser(workspace, system).InUse());
        Add("Packages", choice is null ? null : choice.IsStandIn
            ? $"stand-ins for {inUse}{Feed(choice)}"
            : $"nuget: {inUse}, {choice.TorchPackage}{Feed(choice)}", setUp);
        if (choice is not { IsStandIn: false })
        {
            var missing = packages.Missing(SystemPackages.ForStandIns);
            foreach (var package in SystemPackages.ForStandIns)
                Add(package, missing.Contains(package) ? null : Version(package), setUp);
            Add("libtorch", packages.LibTorch, setUp);
            Add("BLAS", Blas(), setUp);
            foreach (var slow in packages.SlowBlas())
                Add("BLAS", null, $"sudo update-alternatives --set {slow.Alternative} {slow.Fast}", required: false);
        }
        Add("Library", new LibraryBuild(workspace, system).IsUpToDate ? "built, up to date" : null, setUp, absent: "not built, or out of date");
        Add("Processor", $"{Environment.ProcessorCount} cores; threads: {system.Variable("OMP_NUM_THREADS") ?? "all cores"}", "");
        Add("Device", Device(choice), "");
        var parts = new BrowserParts(workspace, system);
        foreach (var part in parts.All)
            Add(part.Name, parts.Missing.Contains(part) ? null : part.Version, system.FindProgram("npm") is null
                ? "plots are static SVG; install npm, then run ./workbook setup"
                : "plots are static SVG; run ./workbook setup", required: false);
        AddKernels();
        Add("Jupyter", new LabVerb(workspace, system).Jupyter is { } jupyter ? string.Join(' ', jupyter) : null, "only ./workbook lab needs it, and says how to get it", required: false);
        Add("VS Code", new CodeVerb(workspace, system).Program, "only ./workbook code needs it, and says how to get it", required: false);
        Add("python3-torch", packages.Missing(SystemPackages.ForBench).Count > 0 ? null : Version("python3-torch"), "only ./workbook bench needs it, and installs it", required: false);
        var lessons = new LessonCatalog(workspace).All;
        Add("Lessons", lessons.Count > 0 ? string.Join(", ", lessons) : null, "notebooks/ is empty; this checkout is incomplete");
        var free = new DriveInfo(workspace.Root).AvailableFreeSpace;
        Add("Free disk", free > 2e9 ? $"{free / 1e9:F1} GB" : null, $"{free / 1e9:F1} GB; make room for at least 2 GB", required: false);

        Show();
        return _rows.Any(r => r is { Advice: not null, Required: true }) ? 1 : 0;
    }

    private void Add(string name, string? found, string advice, bool required = true, string absent = "missing") =>
        _rows.Add((name, found ?? absent, found is null ? advice : null, required));

    private void AddKernels()
    {
        var kernel = new KernelVerb(workspace, system);
        var ours = JupyterFolders.All(system).SelectMany(KernelSpec.In).Where(s => s.IsOurs).ToList();
        if (ours.Count == 0)
            Add("Kernel", null, "run ./workbook kernel install", required: false, absent: "not installed");
        foreach (var spec in ours)
        {
            var fault = kernel.Fault(spec);
            Add("Kernel", fault is null ? $"{spec.Name} in {Path.GetDirectoryName(spec.Folder)}" : null, fault?.Remedy ?? "", required: false, absent: $"{spec.Name} {fault?.What}");
        }
    }

    private void Show()
    {
        if (Console.IsOutputRedirected)
        {
            foreach (var (name, found, advice, _) in _rows)
                Console.WriteLine($"{name,-20} {found}{(advice is null ? "" : $": {advice}")}");
            return;
        }
        var table = new Table().AddColumns("", "found", "what to do").Border(TableBorder.Simple);
        foreach (var (name, found, advice, required) in _rows)
            table.AddRow(new Text(name), new Text(found, advice is null ? Color.Green : required ? Color.Red : Color.Yellow), new Text(advice ?? ""));
        AnsiConsole.Write(table);
    }

    private static string Feed(PackageChoice choice) => choice.Feed is null ? "" : $", feed {choice.Feed}";

    private string Version(string package) =>
        system.Run("dpkg-query", ["-W", "-f", "${Version}", package]) is { Succeeded: true } found ? found.Output.Trim() : "found";

    private string? Blas() => system.Files("/etc/alternatives", "libblas.so.3-*").Select(system.LinkTarget).FirstOrDefault(t => t is not null)
        ?? system.Files("/usr/lib64", "libblas.so.3").FirstOrDefault();

    private string Device(PackageChoice? choice)
    {
        if (system.FindProgram("nvidia-smi") is null || system.Run("nvidia-smi", ["-L"], new CommandOptions { Timeout = TimeSpan.FromSeconds(20) }) is not { Succeeded: true } listed)
            return "CPU (no NVIDIA GPU found)";
        var gpu = listed.Output.Split('\n')[0].Trim();
        return choice?.TorchPackage == PackageChoice.TorchCuda ? gpu : $"CPU; {gpu} is used with the package {PackageChoice.TorchCuda} only";
    }
}
