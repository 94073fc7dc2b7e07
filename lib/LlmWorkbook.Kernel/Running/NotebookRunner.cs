using LlmWorkbook.Kernel.Notebooks;

namespace LlmWorkbook.Kernel.Running;

/// <summary>Executes a notebook from top to bottom in a process of its own and writes the executed notebook.</summary>
public sealed class NotebookRunner
{
    /// <summary>
    /// Runs one lesson. Never throws for what a lesson or its input does wrong: that is <see cref="RunResult.Error"/>.
    /// Cancelling stops the cell (cooperatively first), writes what there is and returns exit code 130.
    /// </summary>
    /// <param name="request">What to run.</param>
    /// <param name="progress">Told while the run goes on, on the run's own threads.</param>
    /// <param name="cancel">Stops the run.</param>
    public async Task<RunResult> RunAsync(RunRequest request, IProgress<RunProgress>? progress = null, CancellationToken cancel = default)
    {
        Notebook notebook;
        try
        {
            notebook = Notebook.Read(request.NotebookPath);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            return new RunResult(request.Lesson, 2, null, $"The notebook {request.NotebookPath} cannot be read: {e.Message}", TimeSpan.Zero, []);
        }

        await using var run = new LessonRun(request, notebook, progress);
        var result = await run.RunAsync(cancel);
        if (result.ExitCode == 2 && result.Cells.Count == 0)
            return result;
        try
        {
            notebook.Write(request.OutputNotebookPath);
            return result;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return result with { ExitCode = Math.Max(1, result.ExitCode), Error = result.Error ?? $"The executed notebook {request.OutputNotebookPath} cannot be written: {e.Message}" };
        }
    }
}
