using System.Diagnostics;
using LlmWorkbook.Kernel.Hosting;

namespace LlmWorkbook.Kernel.Jupyter;

/// <summary>A cell that runs, or just ran.</summary>
/// <param name="identity">The client that sent it.</param>
/// <param name="request">Its request.</param>
/// <param name="count">Its number.</param>
internal sealed class RunningCell(byte[] identity, ExecuteRequest request, int count)
{
    private static readonly TimeSpan s_settling = TimeSpan.FromMilliseconds(400);
    private readonly long _begun = Stopwatch.GetTimestamp();
    private readonly TaskCompletionSource<CellEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Event.Error? _error;

    public byte[] Identity => identity;

    public ExecuteRequest Request => request;

    public int Count => count;

    /// <summary>
    /// How long a display must still wait for its client. VS Code's Jupyter extension has a cell's old outputs removed when it sends
    /// the cell, and when it learns that they are gone it forgets the display that it knows by then: if that is already the new one,
    /// all its updates are dropped, and a curve that is drawn again stands still.
    /// </summary>
    public TimeSpan LeftToSettle => request.Message.Metadata.Text("cellId")?.StartsWith("vscode-", StringComparison.Ordinal) == true
        ? s_settling - Stopwatch.GetElapsedTime(_begun)
        : TimeSpan.Zero;

    /// <summary>How it ended.</summary>
    public Task<CellEnd> Ended => _ended.Task;

    /// <summary>Whether Stop was pressed.</summary>
    public bool Stopped { get; set; }

    /// <summary>Whether it still ran two seconds after Stop: the next Stop ends its process.</summary>
    public bool Stubborn { get; set; }

    /// <summary>Whether the user had its process ended.</summary>
    public bool GivenUp { get; set; }

    /// <summary>Keeps the cell's error; the first one counts.</summary>
    public void Fail(Event.Error error) => _error ??= error;

    public void End(Dictionary<string, ExpressionValue>? expressions) => _ended.TrySetResult(new CellEnd(_error, expressions));
}

/// <summary>How a cell ended.</summary>
/// <param name="Error">What stopped it, or null.</param>
/// <param name="Expressions">The values of the user expressions.</param>
internal sealed record CellEnd(Event.Error? Error, Dictionary<string, ExpressionValue>? Expressions);
