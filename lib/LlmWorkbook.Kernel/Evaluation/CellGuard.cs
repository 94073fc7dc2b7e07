using Microsoft.DotNet.Interactive;

namespace LlmWorkbook.Kernel.Evaluation;

/// <summary>Called in each turn of a cell's loops, so that Stop ends them.</summary>
public static class CellGuard
{
    private static volatile bool s_stop;

    /// <summary>Throws when the running cell is to stop.</summary>
    /// <exception cref="OperationCanceledException">Stop was pressed.</exception>
    public static void Check()
    {
        if (s_stop)
            throw new OperationCanceledException("the cell was stopped");
        PendingUpdates.FlushIfDue();
    }

    internal static void Reset() => s_stop = false;

    internal static void Stop() => s_stop = true;
}
