using System.Runtime.InteropServices;

namespace LlmWorkbook.Kernel.Evaluation;

/// <summary>The two things that are asked of the C library, where there is one that can do them.</summary>
internal static class LibC
{
    /// <summary>Pushes out what C code printed and what still waits in the library's buffer.</summary>
    public static void FlushOutput() => Try(() => FlushAll(0));

    /// <summary>Hands what native code has freed back to the system.</summary>
    public static void ReturnFreedMemory() => Try(() => Trim(0));

    private static void Try(Func<int> call)
    {
        try
        {
            _ = call();
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // Not there: text arrives when the process ends, and memory is kept for later.
        }
    }

    [DllImport("libc", EntryPoint = "fflush")]
    private static extern int FlushAll(nint stream);

    [DllImport("libc", EntryPoint = "malloc_trim")]
    private static extern int Trim(nint keep);
}
