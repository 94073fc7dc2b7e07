using System.Net;
using System.Runtime.InteropServices;
using LlmWorkbook.Kernel.Running;
using LlmWorkbook.Kernel.Wire;

namespace LlmWorkbook.Kernel.Jupyter;

/// <summary>
/// The front of the kernel: speaks Jupyter messaging 5.4 with its clients, and leaves the cells to a process of their own.
/// </summary>
internal static class KernelServer
{
    /// <summary>Serves until a client asks for the end, the parent is gone, or the process is told to end.</summary>
    /// <param name="connectionFile">The file in which Jupyter names ports and key.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string connectionFile)
    {
        ConnectionFile connection;
        try
        {
            connection = ConnectionFile.Read(connectionFile);
        }
        catch (InputException e)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
        var ended = new TaskCompletionSource();
        using var parts = BrowserPartsFolder() is { } folder ? BrowserPartsServer.Start(folder) : null;
        var environment = new Dictionary<string, string?> { ["WORKBOOK_BROWSER_PARTS"] = parts?.Address };
        var codec = new MessageCodec(new MessageSigner(connection.Key), Guid.NewGuid().ToString("N"), "kernel");
        try
        {
            var address = IPAddress.Parse(connection.Ip);
            using var shellSocket = new RouterSocket(address, connection.ShellPort);
            using var controlSocket = new RouterSocket(address, connection.ControlPort);
            using var stdinSocket = new RouterSocket(address, connection.StdinPort);
            using var iopubSocket = new PublisherSocket(address, connection.IopubPort);
            using var heartbeat = new HeartbeatSocket(address, connection.HbPort);

            var iopub = new IoPub(iopubSocket, codec);
            var stdin = new StdinChannel(stdinSocket, codec);
            await using var cells = new CellRunner(iopub, stdin, () => EvaluatorProcess.Start(Environment.CurrentDirectory, environment));
            cells.Start();
            iopub.Status("starting", null);

            var shell = new ShellChannel(shellSocket, codec, iopub, cells, () => ended.TrySetResult());
            var control = new ControlChannel(controlSocket, codec, iopub, cells, () => ended.TrySetResult());
            foreach (var (name, loop) in new (string, ThreadStart)[]
                { ("shell", shell.Receive), ("answers", shell.Answer), ("control", control.Answer), ("stdin", stdin.Receive) })
                new Thread(loop) { IsBackground = true, Name = name }.Start();

            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
            {
                signal.Cancel = true;
                cells.Interrupt();
            });
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
            {
                signal.Cancel = true;
                ended.TrySetResult();
            });
            ParentWatch.Start(() => ended.TrySetResult());
            await ended.Task;
            return 0;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InputException)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
    }

    /// <summary>The folder where set-up keeps plotly.js: <c>browser</c> beside the kernel's own, or beside a folder above it.</summary>
    private static string? BrowserPartsFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "browser") is var found && File.Exists(Path.Combine(found, "plotly.min.js")))
                return found;
        return null;
    }
}
