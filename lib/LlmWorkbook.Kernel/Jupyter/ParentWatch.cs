using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LlmWorkbook.Kernel.Jupyter;

/// <summary>Notices when the program that started the kernel is gone, so that a crashed client leaves no kernel behind.</summary>
internal static class ParentWatch
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    /// <summary>Calls <paramref name="gone"/> once the parent has ended. Jupyter names it in <c>JPY_PARENT_PID</c>; otherwise it is whoever started this process. On Windows that variable is no process's number, and nothing is watched.</summary>
    public static void Start(Action gone)
    {
        var isGone = OperatingSystem.IsWindows() ? null : Named() ?? Original();
        if (isGone is null)
            return;
        new Thread(() =>
        {
            while (!isGone())
                Thread.Sleep(s_pause);
            gone();
        })
        { IsBackground = true, Name = "parent watch" }.Start();
    }

    private static Func<bool>? Named()
    {
        if (!int.TryParse(Environment.GetEnvironmentVariable("JPY_PARENT_PID"), out var pid) || pid <= 1)
            return null;
        try
        {
            var parent = Process.GetProcessById(pid);
            return () => parent.HasExited;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>A process whose parent has ended is given another one.</summary>
    private static Func<bool>? Original()
    {
        var parent = ParentId();
        return parent <= 1 ? null : () => ParentId() != parent;
    }

    [DllImport("libc", EntryPoint = "getppid")]
    private static extern int ParentId();
}
