using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace LlmWorkbook.EndToEnd;

/// <summary>A started program: what it prints is kept, and it ends with all that it started.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly List<string> _lines = [];

    public ChildProcess(string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _process.OutputDataReceived += (_, e) => Keep(e.Data);
        _process.ErrorDataReceived += (_, e) => Keep(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int ExitCode => _process.ExitCode;

    /// <summary>The last lines it printed.</summary>
    public string Tail
    {
        get
        {
            lock (_lines)
                return string.Join('\n', _lines.TakeLast(15));
        }
    }

    /// <summary>A port of the loopback interface that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public bool WaitForExit(TimeSpan limit)
    {
        if (!_process.WaitForExit(limit))
            return false;
        _process.WaitForExit(); // And for the last lines.
        return true;
    }

    /// <summary>Waits until the program, a server, answers at an address.</summary>
    public async Task Answers(string address)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromMinutes(2); await Task.Delay(200))
        {
            if (_process.HasExited)
                break;
            try
            {
                if ((await client.GetAsync(new Uri(address))).IsSuccessStatusCode)
                    return;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // Not listening yet.
            }
        }
        throw new InvalidOperationException($"{_process.StartInfo.FileName} does not answer at {address}:\n{Tail}");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
            lock (_lines)
                _lines.Add(line);
    }
}
