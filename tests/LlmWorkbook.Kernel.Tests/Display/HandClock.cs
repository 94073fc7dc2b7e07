namespace LlmWorkbook.Kernel.Tests;

/// <summary>A clock that a test turns by hand; timers fire while it is turned, on the thread that turns it.</summary>
internal sealed class HandClock : TimeProvider
{
    private readonly List<HandTimer> _timers = [];
    private long _now;

    public override long TimestampFrequency => 1000;

    public override long GetTimestamp() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HandTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        _timers.Add(timer);
        return timer;
    }

    public void Advance(int milliseconds)
    {
        for (var end = _now + milliseconds; _now < end;)
        {
            _now++;
            foreach (var timer in _timers)
                timer.FireIfDue();
        }
    }

    private sealed class HandTimer(HandClock clock, Action callback) : ITimer
    {
        private long _due = long.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Assert.Equal(Timeout.InfiniteTimeSpan, period);
            _due = dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : clock._now + (long)Math.Ceiling(dueTime.TotalMilliseconds);
            return true;
        }

        public void FireIfDue()
        {
            if (clock._now < _due)
                return;
            _due = long.MaxValue;
            callback();
        }

        public void Dispose() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
