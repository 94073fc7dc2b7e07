using System.Text.Json.Nodes;

namespace LlmWorkbook.EndToEnd;

/// <summary>What both clients must show of a lesson that trains.</summary>
internal static class GrowingCurve
{
    /// <summary>How many different drawings must have stood in the page during one run.</summary>
    public const int Updates = 10;

    /// <summary>The line by which the scripts find the cell that trains.</summary>
    public const string TrainingCell = "view.Update(";

    private const string Lesson = "00-start-here.ipynb";

    /// <summary>A folder with the first lesson, set to train for longer than anybody looks: only Stop ends it.</summary>
    public static LearnersFolder Folder()
    {
        var folder = new LearnersFolder(Lesson);
        folder.Change("LearningRate = 0.003", "LearningRate = 0.003, Steps = 300_000");
        // The axis follows the curve, which would else fill a few columns of so long a run.
        folder.Change("The first curve\\\", config.Steps", "The first curve\\\"");
        return folder;
    }

    public static void Check(JsonNode report)
    {
        var (early, training, stopped, paused, continued) = (report["early"]!, report["training"]!, report["stopped"]!, report["afterPause"]!, report["continued"]!);
        Assert.True((int)training["updates"]! >= Updates, $"{training["updates"]} updates");
        Assert.True(Last(training) > Last(early), $"{Last(early)} steps, later {Last(training)}");
        foreach (var look in new[] { training, stopped, continued })
            Assert.True((int)look["pixels"]!["columns"]! > (double)look["frame"]!["width"]! / 3, $"the curve's colour in {look["pixels"]!["columns"]} columns of {look["frame"]!["width"]}");

        // Stop keeps what there is, and nothing comes after it.
        Assert.True(Last(stopped) >= Last(training));
        Assert.Equal(Last(stopped), Last(paused));
        // The same cell goes on from there.
        Assert.True(Last(continued) > Last(stopped), $"stopped at {Last(stopped)}, then at {Last(continued)}");
    }

    private static double Last(JsonNode look) => (double)look["points"]!["last"]!;
}
