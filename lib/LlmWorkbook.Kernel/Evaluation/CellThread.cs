using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace LlmWorkbook.Kernel.Evaluation;

/// <summary>The one thread that every cell runs on: dispose scopes, gradient mode and the like are per thread in tensor libraries.</summary>
internal sealed class CellThread
{
    private const int StackBytes = 16 << 20;
    private const int LookMilliseconds = 5;

    /// <summary>What watches the token may end by itself first.</summary>
    private const int GraceMilliseconds = 100;

    /// <summary>So many looks in a row at a thread that waits, and it is waiting: a lock held for a moment is left alone.</summary>
    private const int LooksBeforeInterrupting = 3;

    /// <summary>So many looks in a row at a thread that has nothing to do, and what the cell awaits does not come back by itself.</summary>
    private const int LooksBeforeLeaving = 100;

    private readonly BlockingCollection<(Turn Turn, Action Work)> _work = [];
    private readonly Thread _thread;
    private readonly Lock _gate = new();
    private bool _busy;
    private bool _interrupted;

    public CellThread()
    {
        _thread = new Thread(Loop, StackBytes) { IsBackground = true, Name = "cells" };
        _thread.Start();
    }

    /// <summary>
    /// Starts work on the thread. Work that awaits comes back to the thread when <paramref name="awaits"/> is set.
    /// <paramref name="stop"/> interrupts its waits, again and again until it has ended, and leaves an await that does not come back.
    /// </summary>
    /// <remarks>Without top-level awaits no context is set, so that <c>task.Result</c> in a cell cannot wait for itself.</remarks>
    public async Task<T> Run<T>(Func<Task<T>> work, bool awaits, CancellationToken stop)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var turn = new Turn();
        _work.Add((turn, async () =>
        {
            SynchronizationContext.SetSynchronizationContext(awaits ? new Continuations(this, turn) : null);
            try
            {
                stop.ThrowIfCancellationRequested();
                done.TrySetResult(await work().ConfigureAwait(false));
            }
            catch (Exception e)
            {
                done.TrySetException(e);
            }
        }
        ));
        await using var stopping = stop.UnsafeRegister(_ => new Thread(() => Stop(turn, done)) { IsBackground = true, Name = "stop" }.Start(), null);
        return await done.Task;
    }

    private void Stop<T>(Turn turn, TaskCompletionSource<T> done)
    {
        var (waiting, idle) = (0, 0);
        Thread.Sleep(GraceMilliseconds);
        while (!done.Task.IsCompleted)
        {
            Thread.Sleep(LookMilliseconds);
            lock (_gate)
            {
                waiting = _busy && (_thread.ThreadState & ThreadState.WaitSleepJoin) != 0 ? waiting + 1 : 0;
                idle = _busy ? 0 : idle + 1;
                if (waiting == LooksBeforeInterrupting)
                {
                    waiting = 0;
                    _interrupted = true;
                    _thread.Interrupt();
                }
            }
            if (idle < LooksBeforeLeaving)
                continue;
            turn.Left = true;
            done.TrySetException(new OperationCanceledException(nameof(Stop)));
        }
    }

    private void Loop()
    {
        while (true)
            DoNext();
    }

    /// <remarks>Not part of the loop, so that the thread holds nothing of a cell while it waits for the next.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void DoNext()
    {
        var (turn, work) = _work.Take();
        if (turn.Left)
            return;
        lock (_gate)
            _busy = true;
        try
        {
            work();
        }
        catch (Exception e)
        {
            // Of an async void function: nobody waits for it.
            OtherThreads.Report(e);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>An interrupt that came too late for the cell ends here; it must not reach the next one.</summary>
    private void Leave()
    {
        while (true)
            try
            {
                lock (_gate)
                    _busy = false;
                if (_interrupted)
                    Thread.Sleep(1);
                _interrupted = false;
                return;
            }
            catch (ThreadInterruptedException)
            {
                _interrupted = false;
            }
    }

    /// <summary>What belongs to one piece of work.</summary>
    private sealed class Turn
    {
        /// <summary>Stopped while it awaited: what still comes of it is dropped.</summary>
        public volatile bool Left;
    }

    private sealed class Continuations(CellThread thread, Turn turn) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => thread._work.Add((turn, () =>
        {
            SetSynchronizationContext(this);
            d(state);
        }
        ));

        public override void Send(SendOrPostCallback d, object? state) => d(state);
    }
}
