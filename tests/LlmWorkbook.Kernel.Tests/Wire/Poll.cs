using System.Diagnostics;

namespace LlmWorkbook.Kernel.Tests.Wire;

/// <summary>Waits for what another thread or process does, with a generous limit.</summary>
internal static class Poll
{
    public static void Until(Func<bool> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), "waited in vain until " + what);
            Thread.Sleep(10);
        }
    }
}
