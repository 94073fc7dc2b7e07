using LlmWorkbook.Kernel.Hosting;

namespace LlmWorkbook.Kernel.Jupyter;

/// <summary>A cell that runs, or just ran.</summary>
/// <param name="identity">The client that sent it.</param>
/// <param name="request">Its request.</param>
/// <param name="count">Its number.</param>
internal sealed class RunningCell(byte[] identity, ExecuteRequest request, int count)
{
    private readonly TaskCompletionSource<CellEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Event.Error? _error;

    public byte[] Identity => identity;

    public ExecuteRequest Request => request;

    public int Count => count;

    /// <summary>How it ended.</summary>
    public Task<CellEnd> Ended => _ended.Task;

    /// <summary>Whether Stop was pressed.</summary>
    public bool Stopped { get; set; }

    /// <summary>Whether it still ran two seconds after Stop: the next Stop ends its process.</summary>
    public bool Stubborn { get; set; }

    /// <summary>Keeps the cell's error; the first one counts.</summary>
    public void Fail(Event.Error error) => _error ??= error;

    public void End(Dictionary<string, ExpressionValue>? expressions) => _ended.TrySetResult(new CellEnd(_error, expressions));
}

/// <summary>How a cell ended.</summary>
/// <param name="Error">What stopped it, or null.</param>
/// <param name="Expressions">The values of the user expressions.</param>
internal sealed record CellEnd(Event.Error? Error, Dictionary<string, ExpressionValue>? Expressions);
