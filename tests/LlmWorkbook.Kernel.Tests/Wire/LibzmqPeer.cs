using System.Diagnostics;
using LlmWorkbook.Tests;

namespace LlmWorkbook.Kernel.Tests.Wire;

/// <summary>A libzmq socket in a Python process (peer.py), connected to a port of ours.</summary>
internal sealed class LibzmqPeer : IDisposable
{
    public const int Generous = 60_000;

    private readonly Process _process;

    public LibzmqPeer(string socketType, int port, string? identity = null)
    {
        string[] arguments = [Path.Combine(Repository.Root, "tests/LlmWorkbook.Kernel.Tests/Wire/peer.py"), socketType, port.ToString()];
        _process = Process.Start(new ProcessStartInfo(SystemPython.Path, identity is null ? arguments : [.. arguments, identity])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("connected", _process.StandardOutput.ReadLine());
    }

    /// <summary>Starts a command; its answer is read by <see cref="Answer"/>.</summary>
    public void Tell(params string[] command)
    {
        _process.StandardInput.WriteLine(string.Join(' ', command));
        _process.StandardInput.Flush();
    }

    public string Answer() => _process.StandardOutput.ReadLine() ?? "gone";

    public string Ask(params string[] command)
    {
        Tell(command);
        return Answer();
    }

    public void Send(params byte[][] frames) => Assert.Equal("done", Ask(["send", .. frames.Select(Hex)]));

    /// <summary>The next message's frames; null if there is none in time.</summary>
    public byte[][]? Receive(int milliseconds = Generous) => Ask("receive", milliseconds.ToString()) switch
    {
        "nothing" => null,
        var line => [.. line.Split(' ').Select(f => f == "-" ? [] : Convert.FromHexString(f))],
    };

    public void Subscribe(string topic) => Assert.Equal("done", Ask("subscribe", Hex(Bytes(topic))));

    public void Unsubscribe(string topic) => Assert.Equal("done", Ask("unsubscribe", Hex(Bytes(topic))));

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }

    public static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static string Hex(byte[] frame) => frame.Length == 0 ? "-" : Convert.ToHexStringLower(frame);
}
