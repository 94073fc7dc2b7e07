using System.Diagnostics;
using System.Text.RegularExpressions;

namespace LlmWorkbook.Kernel.Evaluation;

/// <summary>Runs <c>dotnet restore</c> on the one project of a folder.</summary>
internal static partial class DotnetRestore
{
    /// <returns>Null, or why it did not work, as the end of a sentence.</returns>
    public static async Task<string?> RunAsync(string folder, CancellationToken stop)
    {
        // The project stands for itself, whatever lies in the folders above it.
        var start = new ProcessStartInfo(DotnetHost.Path, ["restore", "--verbosity", "quiet", "--nologo", "-p:ImportDirectoryBuildProps=false", "-p:ImportDirectoryBuildTargets=false", "-p:ImportDirectoryPackagesProps=false"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        try
        {
            var error = process.StandardError.ReadToEndAsync(stop);
            var output = await process.StandardOutput.ReadToEndAsync(stop) + await error;
            await process.WaitForExitAsync(stop);
            return process.ExitCode == 0 ? null : Why(output);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static string Why(string output)
    {
        var first = Error().Match(output);
        var (code, message) = (first.Groups["code"].Value, first.Groups["message"].Value.Trim().TrimEnd('.'));
        return code switch
        {
            "NU1301" => $"the package source cannot be reached ({message}); connect to the network, or refer to a file in place of the package.",
            "NU1101" or "NU1102" or "NU1103" => $"there is no such package or version: {message}.",
            "" => $"dotnet restore failed: {output.Trim().ReplaceLineEndings(" ")}",
            _ => $"it cannot be restored: {message} ({code}).",
        };
    }

    [GeneratedRegex(@"error (?<code>[A-Z]+[0-9]+): (?<message>[^\r\n]*?)( \[[^\]\r\n]*\])?\r?(\n|$)")]
    private static partial Regex Error();
}
