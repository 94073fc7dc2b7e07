namespace LlmWorkbook.EndToEnd;

/// <summary>A test in Jupyter Notebook and Chromium: skipped, loudly, where they are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NotebookFactAttribute : FactAttribute
{
    public NotebookFactAttribute()
    {
        if (Programs.JupyterNotebook is null)
            Skip = "SKIPPED, NOT PASSED: no Jupyter Notebook on this machine (apt-get install jupyter-notebook)";
        else if (Programs.NoBrowser is { } problem)
            Skip = "SKIPPED, NOT PASSED: " + problem;
    }
}

/// <summary>A test in VS Code and Chromium: skipped, loudly, where they cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class VsCodeFactAttribute : FactAttribute
{
    /// <summary>The variable that names the extension <c>ms-toolsai.jupyter</c>, which no package registry carries: its folder or its .vsix file.</summary>
    public const string Variable = "WORKBOOK_JUPYTER_EXTENSION";

    public VsCodeFactAttribute()
    {
        var problem = Extension is not { } extension ? $"VS Code's Jupyter extension is in no package registry, and {Variable} names no copy (a folder, or a .vsix for VS Code {NpmPackage.CodeServer.Version})"
            : !File.Exists(extension) && !File.Exists(Path.Combine(extension, "package.json")) ? $"{Variable} is {extension}, which is no .vsix file and no folder with a package.json"
            : Programs.NoBrowser ?? NpmPackage.CodeServer.Problem;
        if (problem is not null)
            Skip = "SKIPPED, NOT PASSED: " + problem;
    }

    public static string? Extension { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? Path.GetFullPath(path) : null;
}
