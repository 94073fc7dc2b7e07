using System.Runtime.CompilerServices;
using Microsoft.DotNet.Interactive;

namespace LlmWorkbook.Kernel.Evaluation;

/// <summary>
/// What the evaluator writes into a cell's code so that Stop ends it: a call in each turn of its loops, at the entry of its functions
/// and around what it awaits. Once Stop is pressed each of them throws, again and again until the cell has ended, so that no
/// <c>catch</c> keeps it running; <c>finally</c> blocks and <c>Dispose</c> get a moment to clean up first.
/// </summary>
public static class CellGuard
{
    private const int CleanUpMilliseconds = 400;
    private const int MaxAsyncStackBytes = 1 << 20;
    private static volatile bool s_stop;
    private static CancellationToken s_token;
    private static long s_stoppedAt;

    [ThreadStatic]
    private static int t_cleaningUp;

    /// <summary>The highest address seen: stacks grow downwards.</summary>
    [ThreadStatic]
    private static nint t_stackStart;

    /// <summary>In each turn of a loop: throws when the cell is to stop, and shows what waits to be shown.</summary>
    /// <exception cref="OperationCanceledException">Stop was pressed.</exception>
    public static void Check()
    {
        if (s_stop)
            End();
        PendingUpdates.FlushIfDue();
    }

    /// <summary>At the entry of a function: throws when the cell is to stop, and before endless recursion ends the process.</summary>
    /// <param name="function">The function's name.</param>
    /// <exception cref="OperationCanceledException">Stop was pressed.</exception>
    /// <exception cref="InsufficientExecutionStackException">The recursion is too deep.</exception>
    public static void Enter(string function)
    {
        if (s_stop)
            End();
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            ThrowTooDeep(function);
    }

    /// <summary>The same for an async function, which may be a thousand deep, not a hundred thousand: its exception is thrown anew at each level, with ever more to tell.</summary>
    /// <inheritdoc cref="Enter"/>
    public static unsafe void EnterAsync(string function)
    {
        byte here;
        var address = (nint)(&here);
        if (t_stackStart < address)
            t_stackStart = address;
        if (t_stackStart - address > MaxAsyncStackBytes)
            ThrowTooDeep(function);
        Enter(function);
    }

    /// <summary>Around a part of a query: gives the value on, or throws when the cell is to stop.</summary>
    public static T Pass<T>(T value)
    {
        if (s_stop)
            End();
        return value;
    }

    /// <summary>Around what is awaited: waits no longer once the cell is to stop.</summary>
    public static Task Wait(Task task) => task.IsCompleted ? task : task.WaitAsync(s_token);

    /// <inheritdoc cref="Wait(Task)"/>
    public static Task<T> Wait<T>(Task<T> task) => task.IsCompleted ? task : task.WaitAsync(s_token);

    /// <inheritdoc cref="Wait(Task)"/>
    public static ValueTask Wait(ValueTask task) => task.IsCompleted ? task : new ValueTask(task.AsTask().WaitAsync(s_token));

    /// <inheritdoc cref="Wait(Task)"/>
    public static ValueTask<T> Wait<T>(ValueTask<T> task) => task.IsCompleted ? task : new ValueTask<T>(task.AsTask().WaitAsync(s_token));

    /// <inheritdoc cref="Wait(Task)"/>
    public static ConfiguredCancelableAsyncEnumerable<T> Wait<T>(IAsyncEnumerable<T> items) => items.WithCancellation(s_token);

    /// <summary>Other things that can be awaited stay as they are.</summary>
    public static T Wait<T>(T awaitable) => awaitable;

    /// <summary>At the head of a <c>finally</c> block or of <c>Dispose</c>: until the result is disposed, this thread gets a moment before Stop ends it.</summary>
    public static CleanUp CleaningUp()
    {
        t_cleaningUp++;
        return default;
    }

    /// <summary>A cell begins.</summary>
    /// <param name="token">Cancelled by Stop.</param>
    internal static void Begin(CancellationToken token) => (s_token, s_stop) = (token, false);

    /// <summary>Stop was pressed. It stays so until the next cell begins: what the cell started elsewhere ends too.</summary>
    internal static void Stop()
    {
        s_stoppedAt = Environment.TickCount64;
        s_stop = true;
    }

    private static void ThrowTooDeep(string function) => throw new InsufficientExecutionStackException(
        $"Recursion too deep in {function}: it calls itself, or a circle of functions, without an end. Check the case that ends it, or write it as a loop.");

    private static void End()
    {
        if (t_cleaningUp == 0 || Environment.TickCount64 - s_stoppedAt > CleanUpMilliseconds)
            throw new OperationCanceledException("the cell was stopped");
    }

    /// <summary>A stretch of cleaning up.</summary>
    public readonly struct CleanUp : IDisposable
    {
        /// <summary>Ends it.</summary>
        public void Dispose() => t_cleaningUp--;
    }
}
