using System.Text.Json.Nodes;

namespace LlmWorkbook.EndToEnd;

/// <summary>A learner's way through VS Code, with no Jupyter server, in a real browser.</summary>
public sealed class VsCodeTests
{
    [VsCodeFact]
    public async Task A_curve_grows_Stop_keeps_it_running_again_goes_on_and_members_are_offered()
    {
        using var folder = GrowingCurve.Folder();
        using var server = await CodeServer.Start(folder);
        var report = Scenario.Run("vscode", "vscode", folder, new()
        {
            ["url"] = server.Folder,
            ["lesson"] = "notebooks/" + folder.Lesson,
            ["kernel"] = ".NET (C#)",
            ["updates"] = GrowingCurve.Updates,
            ["trainingCell"] = GrowingCurve.TrainingCell,
            ["complete"] = "board.Loss.",
        });
        GrowingCurve.Check(report);
        // The curve stays readable when the theme changes under it.
        Assert.True((int)report["trainingLight"]!["pixels"]!["columns"]! > (double)report["trainingLight"]!["frame"]!["width"]! / 3);
        Assert.Contains(report["completions"]!.AsArray(), c => ((string)c!).Contains("Points", StringComparison.Ordinal));
    }
}
