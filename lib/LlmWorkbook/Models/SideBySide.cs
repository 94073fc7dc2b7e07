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
    private static readonly Worker[] workers = [new("first"), new("other")];

    /// <summary>Does both pieces, and one after the other where there is a single core, or a GPU, or the caller is a piece itself. Either way the results are the same.</summary>
    /// <param name="first">Done by a thread of its own, where gradients are recorded whatever the calling thread does. Tensors that it makes are its own to free.</param>
    /// <param name="other">Done by another such thread.</param>
    /// <returns>Both results.</returns>
    /// <exception cref="Exception">What either piece throws, once both have ended; the first one's if both do.</exception>
    public static (T First, T Other) Run<T>(Func<T> first, Func<T> other)
    {
        var device = Compute.Device;
        int cores = get_num_threads();
        if (cores < 2 || device.type == TorchSharp.DeviceType.CUDA || Array.Exists(workers, w => w.IsHere))
            return (first(), other());
        var (mine, theirs) = (new Piece<T>(first), new Piece<T>(other));
        bool isSet = workers[0].Start(mine, cores / 2) | workers[1].Start(theirs, cores / 2);
        mine.Wait();
        theirs.Wait();
        if (isSet)
            set_num_threads(cores);   // libtorch gives threads that are new to it the number that was set last
        return (mine.Result(), theirs.Result());
    }

    /// <summary>Something to do, and what came of it.</summary>
    private abstract class Piece
    {
        private readonly ExecutionContext? context = ExecutionContext.Capture();
        private readonly ManualResetEventSlim isDone = new();

        protected Exception? Failure { get; private set; }

        public void Do()
        {
            try
            {
                if (context is null)
                    Work();
                else
                    ExecutionContext.Run(context, _ => Work(), null);
            }
            catch (Exception e)
            {
                Failure = e;
            }
            finally
            {
                isDone.Set();
            }
        }

        public void Wait()
        {
            isDone.Wait();
            isDone.Dispose();
        }

        protected abstract void Work();
    }

    private sealed class Piece<T>(Func<T> work) : Piece
    {
        private T? result;

        public T Result()
        {
            if (Failure is not null)
                ExceptionDispatchInfo.Throw(Failure);
            return result!;
        }

        protected override void Work() => result = work();
    }

    /// <summary>A thread that keeps its number of cores: each call that sets it starts a thread of libtorch's anew, which spins for a while and takes a core from the work.</summary>
    private sealed class Worker
    {
        private readonly BlockingCollection<(Piece Piece, int Cores)> queue = [];
        private readonly Lazy<Thread> thread;
        private int cores;

        public Worker(string name) => thread = new(() =>
        {
            var started = new Thread(Go) { IsBackground = true, Name = $"{nameof(SideBySide)} {name}" };
            started.Start();
            return started;
        });

        public bool IsHere => thread.IsValueCreated && Thread.CurrentThread == thread.Value;

        /// <summary>Whether the thread's number of cores changes for it.</summary>
        public bool Start(Piece piece, int cores)
        {
            _ = thread.Value;
            bool isSet = this.cores != cores;
            this.cores = cores;
            queue.Add((piece, cores));
            return isSet;
        }

        private void Go()
        {
            int now = 0;
            foreach (var (piece, wanted) in queue.GetConsumingEnumerable())
            {
                if (now != wanted)
                {
                    _ = get_num_threads();   // libtorch gives a new thread all cores at its first call: that has to be over before
                    set_num_threads(now = wanted);
                }
                piece.Do();
            }
        }
    }
}
