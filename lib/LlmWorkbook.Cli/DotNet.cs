namespace LlmWorkbook.Cli;

/// <summary>The SDK's commands, in the one configuration that the workbook uses.</summary>
internal static class DotNet
{
    public const string Configuration = "Release";

    private const int MostErrors = 20;

    public static readonly IReadOnlyDictionary<string, string> Quiet = new Dictionary<string, string>
    {
        ["DOTNET_NOLOGO"] = "1",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_CLI_UI_LANGUAGE"] = "en",
        ["MSBUILDDISABLENODEREUSE"] = "1",
    };

    /// <summary>Builds a project or solution; its errors are shown when that fails.</summary>
    public static void Build(Workspace workspace, ISystem system, string target)
    {
        var built = system.Run("dotnet", ["build", target, "-c", Configuration, "-v", "quiet", "-nologo", "-clp:NoSummary"],
            new CommandOptions { Folder = workspace.Root, Environment = Quiet });
        if (!built.Succeeded)
            throw Failure(workspace, system, built, target);
    }

    /// <summary>Shows the errors of a build and returns what to end with.</summary>
    public static CliException Failure(Workspace workspace, ISystem system, CommandResult built, string target)
    {
        var lines = built.Text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var errors = lines.Where(l => l.Contains(": error ", StringComparison.Ordinal)).Distinct().ToList();
        foreach (var line in errors.Count > 0 ? errors.Take(MostErrors) : lines)
            system.Say(line);
        if (errors.Count > MostErrors)
            system.Say($"... and {errors.Count - MostErrors} more.");
        return new CliException($"{workspace.Show(target)} does not build; the errors are above.");
    }
}
