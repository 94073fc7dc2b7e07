using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using static TorchSharp.torch;

namespace LlmWorkbook.Models;

/// <summary>
/// Two pieces of work at once, each with half of the cores. Small models have small tensors, and sharing each of their operations between
/// cores costs more than it brings; two halves of a batch share nothing but the parameters.
/// </summary>
public static class SideBySide
{
    private static readonly BlockingCollection<Action> queue = [];
    private static readonly Lazy<Thread> second = new(Started);

    /// <summary>Does both pieces, and one after the other where there is a single core, or a GPU. Either way the results are the same.</summary>
    /// <param name="first">Done by the calling thread.</param>
    /// <param name="other">Done by a thread of its own, where gradients are recorded whatever the calling thread does. Tensors that either makes are its own to free.</param>
    /// <returns>Both results.</returns>
    /// <exception cref="Exception">What either piece throws, once both have ended; the first one's if both do.</exception>
    public static (T First, T Other) Run<T>(Func<T> first, Func<T> other)
    {
        var device = Compute.Device;
        int cores = get_num_threads();
        if (cores < 2 || device.type == TorchSharp.DeviceType.CUDA || Thread.CurrentThread == second.Value)
            return (first(), other());
        using var done = new ManualResetEventSlim();
        var (mine, theirs) = (default(T), default(T));
        ExceptionDispatchInfo? failed = null;
        var context = ExecutionContext.Capture();
        queue.Add(() =>
        {
            try
            {
                set_num_threads(cores / 2);
                void Work(object? unused) => theirs = other();
                if (context is null)
                    Work(null);
                else
                    ExecutionContext.Run(context, Work, null);
            }
            catch (Exception e)
            {
                failed = ExceptionDispatchInfo.Capture(e);
            }
            finally
            {
                done.Set();
            }
        });
        try
        {
            set_num_threads(cores / 2);
            mine = first();
        }
        finally
        {
            done.Wait();
            set_num_threads(cores);
        }
        failed?.Throw();
        return (mine!, theirs!);
    }

    private static Thread Started()
    {
        var thread = new Thread(() =>
        {
            _ = get_num_threads();   // libtorch gives a new thread all cores at its first call: that has to be over before Run sets a number
            foreach (var work in queue.GetConsumingEnumerable())
                work();
        })
        { IsBackground = true, Name = nameof(SideBySide) };
        thread.Start();
        return thread;
    }
}
