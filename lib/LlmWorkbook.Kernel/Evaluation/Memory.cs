using System.Diagnostics;

namespace LlmWorkbook.Kernel.Evaluation;

/// <summary>
/// Frees what cells no longer hold. The collector sees small handles where a tensor library holds gigabytes, so it would not hurry;
/// finalizers free those, hence two rounds.
/// </summary>
internal static class Memory
{
    /// <summary>Of the time, at most one part in so many goes into this.</summary>
    private const int Share = 10;

    private static readonly Stopwatch s_since = Stopwatch.StartNew();
    private static TimeSpan s_cost;

    /// <summary>Collects, unless that was done a moment ago for what it takes.</summary>
    public static void Collect()
    {
        if (s_since.Elapsed < s_cost * Share)
            return;
        var clock = Stopwatch.StartNew();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        LibC.ReturnFreedMemory();
        s_cost = clock.Elapsed;
        s_since.Restart();
    }
}
