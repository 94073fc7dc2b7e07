using LlmWorkbook.Kernel.Hosting;
using LlmWorkbook.Kernel.Running;

namespace LlmWorkbook.Kernel.Tests;

/// <summary>An evaluating process of its own, asked one cell after the other.</summary>
public sealed class EvaluatorSession : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(120);
    private readonly EvaluatorProcess _process = EvaluatorProcess.Start(AppContext.BaseDirectory);
    private readonly List<Event> _events = [];
    private int _cells;

    /// <summary>Runs a cell to its end.</summary>
    internal async Task<CellEvents> Run(string code)
    {
        await Start(code);
        return await End();
    }

    /// <summary>Starts a cell; with <paramref name="until"/> waits until it has printed that.</summary>
    internal async Task Start(string code, string? until = null)
    {
        _events.Clear();
        await _process.SendAsync(new Request.Execute($"cell {++_cells}", code));
        while (until is not null && !new CellEvents(_events).Text.Contains(until))
            Assert.False(await Next() is Event.Done, $"it ended: {string.Join('\n', _events)}");
    }

    internal Task Interrupt() => _process.SendAsync(new Request.Interrupt());

    /// <summary>Waits for the end of the cell that was started.</summary>
    internal async Task<CellEvents> End()
    {
        while (await Next() is not Event.Done)
        {
        }
        return new CellEvents([.. _events]);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task<Event> Next()
    {
        using var limit = new CancellationTokenSource(s_limit);
        var next = await _process.ReadAsync(limit.Token) ?? throw new InvalidOperationException($"the process ended with {_process.ExitCode}: {_process.ErrorText}");
        _events.Add(next);
        return next;
    }
}

/// <summary>What a cell gave.</summary>
internal sealed record CellEvents(IReadOnlyList<Event> Events)
{
    public string Text => string.Concat(Events.OfType<Event.Stream>().Select(s => s.Text));

    public string? Value => Events.OfType<Event.Result>().SingleOrDefault()?.Data["text/plain"];

    public Event.Error? Error => Events.OfType<Event.Error>().SingleOrDefault();
}
