using System.Runtime.ExceptionServices;

namespace LlmWorkbook.Kernel.Evaluation;

/// <summary>Exceptions on threads that a cell started, where nothing catches them: told on standard error, and only that thread ends.</summary>
internal static class OtherThreads
{
    private static int s_kept;

    /// <summary>From now on such an exception does not end this process.</summary>
    public static void Keep()
    {
        if (Interlocked.Exchange(ref s_kept, 1) == 0)
            ExceptionHandling.SetUnhandledExceptionHandler(e =>
            {
                Report(e);
                return true;
            });
    }

    /// <summary>Says what happened, unless it is Stop that ended the thread.</summary>
    public static void Report(Exception e)
    {
        if (!RuntimeErrors.IsStop(e))
            Console.Error.WriteLine($"{e.GetType().Name} outside of a cell, on a thread or in an async void function that a cell started: {e.Message} The session goes on.");
    }
}
