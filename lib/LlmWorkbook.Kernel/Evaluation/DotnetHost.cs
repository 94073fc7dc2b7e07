using System.Runtime.InteropServices;

namespace LlmWorkbook.Kernel.Evaluation;

/// <summary>The dotnet that runs this very process, whether or not it is on the path.</summary>
internal static class DotnetHost
{
    /// <summary>Its file, or its bare name.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var beside = System.IO.Path.GetFullPath(System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(beside) ? beside : name;
    }
}
