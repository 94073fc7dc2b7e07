namespace LlmWorkbook.Kernel.Running;

/// <summary>Executes a notebook from top to bottom in a process of its own and writes the executed notebook.</summary>
public sealed class NotebookRunner
{
    /// <summary>
    /// Runs one lesson. Never throws for what a lesson or its input does wrong: that is <see cref="RunResult.Error"/>.
    /// Cancelling stops the cell (cooperatively first), writes what there is and returns exit code 130.
    /// </summary>
    public Task<RunResult> RunAsync(RunRequest request, IProgress<RunProgress>? progress = null, CancellationToken cancel = default) =>
        throw new NotSupportedException("under construction");
}
