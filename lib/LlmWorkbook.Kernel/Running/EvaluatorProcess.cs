using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;
using LlmWorkbook.Kernel.Evaluation;
using LlmWorkbook.Kernel.Hosting;

namespace LlmWorkbook.Kernel.Running;

/// <summary>The process that runs a lesson's cells, seen from the front or the runner: a crash in native code ends that process, not this one.</summary>
internal sealed class EvaluatorProcess : IAsyncDisposable
{
    private const int MaxErrorText = 16_000;
    private static readonly Lock s_starting = new();
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(3);

    private readonly Channel<Event> _events = Channel.CreateUnbounded<Event>();
    private readonly StringBuilder _errorText = new();
    private readonly Process _process;
    private readonly Task _ended;
    private readonly SemaphoreSlim _sending = new(1);

    private EvaluatorProcess(Process process, Stream events)
    {
        _process = process;
        process.StandardInput.AutoFlush = true;
        _ended = Forward(events, process);
    }

    /// <summary>What came on the process's own standard error since the last cell began: what native code or the runtime said before it died.</summary>
    public string ErrorText
    {
        get
        {
            lock (_errorText)
                return _errorText.ToString();
        }
    }

    /// <summary>How the process ended; call it after <see cref="ReadAsync"/> gave null.</summary>
    public int ExitCode => _process.ExitCode;

    /// <param name="workingFolder">The folder that the cells run in.</param>
    /// <param name="environment">Variables to set for the process; null removes one.</param>
    /// <param name="kernel">The kernel's assembly; this one if null.</param>
    public static EvaluatorProcess Start(string workingFolder, IReadOnlyDictionary<string, string?>? environment = null, string? kernel = null)
    {
        var start = new ProcessStartInfo(DotnetHost.Path)
        {
            WorkingDirectory = workingFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;
        // One at a time: a process started in between would inherit, and keep open, this one's pipe.
        lock (s_starting)
        {
            var events = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
            start.ArgumentList.Add(kernel ?? typeof(EvaluatorProcess).Assembly.Location);
            start.ArgumentList.Add("evaluate");
            start.ArgumentList.Add(events.GetClientHandleAsString());
            var process = Process.Start(start)!;
            events.DisposeLocalCopyOfClientHandle();
            return new EvaluatorProcess(process, events);
        }
    }

    public async Task SendAsync(Request request)
    {
        if (request is Request.Execute)
            lock (_errorText)
                _errorText.Clear();
        await _sending.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(JsonLines.Write(request));
        }
        catch (IOException)
        {
            // The process is gone; reading says so.
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>The next event, or null when the process has ended.</summary>
    public async Task<Event?> ReadAsync(CancellationToken cancel)
    {
        try
        {
            return await _events.Reader.ReadAsync(cancel);
        }
        catch (ChannelClosedException)
        {
            return null;
        }
    }

    /// <summary>Asks the running cell to stop, gives it a moment to do so, then ends the process.</summary>
    /// <param name="whileStopping">Takes the events that still come.</param>
    public async Task StopAsync(Action<Event> whileStopping)
    {
        await SendAsync(new Request.Interrupt());
        using var grace = new CancellationTokenSource(s_grace);
        try
        {
            while (await ReadAsync(grace.Token) is { } e and not Event.Done)
                whileStopping(e);
        }
        catch (OperationCanceledException)
        {
            // It does not stop by itself.
        }
        Kill();
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _ended;
        _process.Dispose();
    }

    /// <summary>Ends the process at once; reading then gives null.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It ended by itself.
        }
    }

    private async Task Forward(Stream events, Process process)
    {
        var sources = Task.WhenAll(Events(events), Native("stdout", process.StandardOutput), Native("stderr", process.StandardError));
        await process.WaitForExitAsync();
        // A grandchild may hold the pipes open; what was written before the end is read by then.
        await Task.WhenAny(sources, Task.Delay(TimeSpan.FromSeconds(1)));
        _events.Writer.TryComplete();
    }

    private async Task Events(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (await reader.ReadLineAsync() is { } line)
            _events.Writer.TryWrite(JsonLines.ReadEvent(line));
    }

    private async Task Native(string name, StreamReader reader)
    {
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer) is > 0 and var count)
        {
            var text = new string(buffer, 0, count);
            _events.Writer.TryWrite(new Event.Stream(name, text));
            if (name == "stderr")
                lock (_errorText)
                {
                    _errorText.Append(text.AsSpan(0, Math.Min(text.Length, MaxErrorText - _errorText.Length)));
                }
        }
    }
}
