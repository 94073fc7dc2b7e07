using System.Collections.Concurrent;

namespace LlmWorkbook.Kernel.Evaluation;

/// <summary>The one thread that every cell runs on: dispose scopes, gradient mode and the like are per thread in tensor libraries.</summary>
internal sealed class CellThread
{
    private const int StackBytes = 16 << 20;
    private readonly BlockingCollection<Action> _work = [];
    private readonly SynchronizationContext _context;

    public CellThread()
    {
        _context = new Continuations(_work);
        new Thread(Loop, StackBytes) { IsBackground = true, Name = "cells" }.Start();
    }

    /// <summary>Starts work on the thread. Work that awaits comes back to the thread when <paramref name="awaits"/> is set.</summary>
    /// <remarks>Without top-level awaits no context is set, so that <c>task.Result</c> in a cell cannot wait for itself.</remarks>
    public Task<T> Run<T>(Func<Task<T>> work, bool awaits)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(async () =>
        {
            SynchronizationContext.SetSynchronizationContext(awaits ? _context : null);
            try
            {
                done.SetResult(await work().ConfigureAwait(false));
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    private void Loop()
    {
        foreach (var action in _work.GetConsumingEnumerable())
            action();
    }

    private sealed class Continuations(BlockingCollection<Action> work) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => work.Add(() =>
        {
            SetSynchronizationContext(this);
            d(state);
        });

        public override void Send(SendOrPostCallback d, object? state) => d(state);
    }
}
