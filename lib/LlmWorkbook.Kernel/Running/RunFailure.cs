using LlmWorkbook.Kernel.Hosting;
using LlmWorkbook.Kernel.Notebooks;

namespace LlmWorkbook.Kernel.Running;

/// <summary>Why a cell did not reach its end.</summary>
/// <param name="Sentence">What, where, and what to do.</param>
/// <param name="ExitCode">The exit code it means for the run.</param>
/// <param name="EndsRun">Whether nothing can run after it.</param>
internal sealed record RunFailure(string Sentence, int ExitCode, bool EndsRun);

/// <summary>The sentences about a cell that failed; those that the cell did not say itself are added to its outputs.</summary>
/// <param name="request">The run.</param>
/// <param name="cell">The cell.</param>
/// <param name="injected">The injected cell's lines, to name the option that was wrong.</param>
internal sealed class RunFailures(RunRequest request, Cell cell, IReadOnlyList<ParameterLine> injected)
{
    private const int MaxQuoted = 60;

    private string Where(int? line = null)
    {
        var lines = cell.Source.Split('\n');
        var quoted = (line is { } l && l <= lines.Length ? lines[l - 1] : lines.FirstOrDefault(t => t.Trim().Length > 0) ?? "").Trim();
        if (quoted.Length > MaxQuoted)
            quoted = quoted[..MaxQuoted] + "…";
        return $"Lesson {request.Lesson}, cell {cell.ExecutionCount}{(line is null ? "" : $", line {line}")} (`{quoted}`)";
    }

    /// <summary>An exception or compile error. What the user put in wrongly ends with exit code 2 and nothing but the message.</summary>
    public RunFailure Thrown(Event.Error error)
    {
        if (error.Name == "WorkbookException")
            return new RunFailure(error.Message, 2, EndsRun: true);
        if (cell.Tags.Contains(ParameterCell.InjectedTag))
        {
            var option = error.Line is { } line && line <= injected.Count ? injected[line - 1].Option : string.Join(' ', injected.Select(i => i.Option));
            return new RunFailure($"{option}: {OneLine(error.Message)}", 2, EndsRun: true);
        }
        return new RunFailure($"{Where(error.Line)}: {(error.Name is "CompilationError" or "MagicError" ? "" : error.Name + ": ")}{OneLine(error.Message)}", 1, EndsRun: false);
    }

    /// <summary>The process ended in the middle of the cell.</summary>
    public RunFailure Crashed(int exitCode, string errorText)
    {
        var sentence = $"{Where()}: the process that ran it {ProcessEnd.Describe(exitCode, errorText)}. Try --fast or smaller settings; if it happens again, ./workbook doctor tells what is installed.";
        cell.AddError("ProcessEnded", sentence, [sentence]);
        return new RunFailure(sentence, 1, EndsRun: true);
    }

    /// <summary>The cell ran longer than it may.</summary>
    /// <param name="said">What the cell said when it was stopped, if it did.</param>
    public RunFailure TookTooLong(Event.Error? said)
    {
        var sentence = $"{Where()}: it took longer than the limit of {request.CellTimeout!.Value.TotalSeconds:0.###} seconds and was stopped; raise --timeout or use --fast.";
        if (said is null)
            cell.AddError("Timeout", sentence, [sentence]);
        return new RunFailure(sentence, 1, EndsRun: true);
    }

    /// <summary>The user stopped the run.</summary>
    /// <param name="said">What the cell said when it was stopped, if it did.</param>
    public RunFailure Cancelled(Event.Error? said)
    {
        var sentence = $"{Where()}: the run was stopped; the cells before it are in {request.OutputNotebookPath}.";
        if (said is null)
            cell.AddError("Cancelled", sentence, [sentence]);
        return new RunFailure(sentence, 130, EndsRun: true);
    }

    /// <summary>A message's first line, without what ArgumentException adds to it.</summary>
    private static string OneLine(string message)
    {
        var first = message.Split('\n')[0].Trim();
        var added = first.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return added < 0 ? first : first[..added];
    }
}
