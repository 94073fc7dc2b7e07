using System.Runtime.InteropServices;

namespace LlmWorkbook.Kernel.Hosting;

/// <summary>What C code printed waits in the C library's buffer; this pushes it out at the end of a cell.</summary>
internal static partial class NativeOutput
{
    public static void Flush()
    {
        try
        {
            _ = FlushAll(0);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // No such C library here: its text arrives when the process ends.
        }
    }

    [DllImport("libc", EntryPoint = "fflush")]
    private static extern int FlushAll(nint stream);
}
