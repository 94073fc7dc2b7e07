using System.Text;

namespace LlmWorkbook.Kernel.Hosting;

/// <summary>A console writer that passes text on in pieces: at most some twenty a second, and at once before anything else is written or shown.</summary>
internal sealed class ConsoleCapture : TextWriter
{
    private const int PieceMilliseconds = 50;
    private const int PieceLength = 16_384;
    private readonly StringBuilder _text = new();
    private readonly Lock _lock;
    private readonly Action<string> _send;
    private readonly Timer _timer;
    private ConsoleCapture? _other;
    private bool _waiting;

    /// <param name="send">Takes each piece.</param>
    /// <param name="other">The writer of the other stream, so that the two keep their order.</param>
    public ConsoleCapture(Action<string> send, ConsoleCapture? other = null)
    {
        _send = send;
        _other = other;
        _other?._other = this;
        _lock = other?._lock ?? new Lock();
        _timer = new Timer(_ => Flush());
        CoreNewLine = ['\n'];
    }

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void WriteLine(string? value) => Write((value + "\n").AsSpan());

    public override void Write(ReadOnlySpan<char> value)
    {
        lock (_lock)
        {
            _other?.Flush();
            _text.Append(value);
            if (_text.Length >= PieceLength)
                Flush();
            else if (!_waiting)
                _waiting = _timer.Change(PieceMilliseconds, Timeout.Infinite);
        }
    }

    public override void Flush()
    {
        lock (_lock)
        {
            _waiting = false;
            if (_text.Length == 0)
                return;
            var piece = _text.ToString();
            _text.Clear();
            _send(piece);
        }
    }
}
