namespace LlmWorkbook.EndToEnd;

/// <summary>A learner's way through Jupyter Notebook 6.4, in a real browser.</summary>
public sealed class NotebookTests
{
    [NotebookFact]
    public async Task A_curve_grows_Stop_keeps_it_and_running_again_goes_on()
    {
        using var folder = GrowingCurve.Folder();
        using var server = await JupyterNotebook.Start(folder);
        var report = Scenario.Run("notebook", "notebook", folder, new()
        {
            ["url"] = server.Lesson,
            ["updates"] = GrowingCurve.Updates,
            ["trainingCell"] = GrowingCurve.TrainingCell,
        });
        Assert.Equal(".net-csharp", (string?)report["kernel"]);
        Assert.Equal("csharp", (string?)report["language"]);
        GrowingCurve.Check(report);
    }
}
