namespace LlmWorkbook.Kernel.Running;

/// <summary>What a <see cref="RunProgress"/> tells.</summary>
public enum RunStage
{
    /// <summary>A cell begins.</summary>
    CellStarted,

    /// <summary>A cell wrote to standard output; <see cref="RunProgress.Text"/> holds the piece.</summary>
    Output,

    /// <summary>A cell ended, well or not.</summary>
    CellFinished,
}

/// <summary>One piece of news of a run, reported while it goes on.</summary>
/// <param name="Stage">What happened.</param>
/// <param name="Cell">The code cell's number, from 1, among those that will run.</param>
/// <param name="Total">How many code cells will run.</param>
/// <param name="Title">The nearest heading above the cell, or the lesson's name.</param>
/// <param name="Text">The text written, for <see cref="RunStage.Output"/>; otherwise empty.</param>
/// <param name="Elapsed">Time since the run began.</param>
public sealed record RunProgress(RunStage Stage, int Cell, int Total, string Title, string Text, TimeSpan Elapsed);
