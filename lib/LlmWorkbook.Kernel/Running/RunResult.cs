namespace LlmWorkbook.Kernel.Running;

/// <summary>How a run ended.</summary>
/// <param name="Lesson">The lesson's name.</param>
/// <param name="ExitCode">0 done, 1 a cell failed, 2 wrong input (a parameter, a file), 130 cancelled.</param>
/// <param name="Headline">The last line written by the cell tagged <c>headline</c>, or null.</param>
/// <param name="Error">What went wrong and what to do, in one sentence, or null.</param>
/// <param name="Elapsed">Wall time of the whole run.</param>
/// <param name="Cells">Wall time of each code cell that ran, in order.</param>
public sealed record RunResult(
    string Lesson, int ExitCode, string? Headline, string? Error, TimeSpan Elapsed, IReadOnlyList<CellTime> Cells)
{
    /// <summary>Whether every cell ran to its end.</summary>
    public bool Success => ExitCode == 0;
}

/// <summary>Wall time of one cell.</summary>
/// <param name="Cell">The cell's number, as in <see cref="RunProgress.Cell"/>.</param>
/// <param name="Title">The nearest heading above it.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record CellTime(int Cell, string Title, TimeSpan Elapsed);
