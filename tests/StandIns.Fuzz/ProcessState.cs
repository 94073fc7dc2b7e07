using System.Runtime.InteropServices;
using System.Text;
using TorchSharp;

namespace StandIns.Fuzz;

/// <summary>Undoes what a call may have set for the whole process or thread.</summary>
internal static class ProcessState
{
    public static void Restore()
    {
        torch.set_default_device(torch.CPU);
        torch.set_default_dtype(torch.ScalarType.Float32);
        torch.set_num_threads(1);
        _ = torch.set_grad_enabled(true);
        while (torch.CurrentDisposeScope is { } scope)
            scope.Dispose();
    }
}

/// <summary>Limits the process's data, so that what is refused is refused here and the machine's other work goes on.</summary>
internal static partial class MemoryLimit
{
    private const int Data = 2; // RLIMIT_DATA

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Soft, Hard;
    }

    [LibraryImport("libc")]
    private static partial int setrlimit(int resource, in Limit limit);

    public static void Set(long bytes) => _ = setrlimit(Data, new Limit { Soft = (ulong)bytes, Hard = (ulong)bytes });
}

/// <summary>The call in progress, in a file that outlives the process.</summary>
internal sealed class LastCall(string file) : IDisposable
{
    private readonly FileStream stream = new(file, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    public void Write(string call)
    {
        var bytes = Encoding.UTF8.GetBytes(call);
        stream.Position = 0;
        stream.Write(bytes);
        stream.SetLength(bytes.Length);
    }

    public void Dispose() => stream.Dispose();
}
