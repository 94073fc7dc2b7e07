using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace LlmWorkbook.Kernel.Tests;

/// <summary>At most ten updates a second for each displayed value; the last one always arrives.</summary>
public sealed class PendingUpdatesTests
{
    private readonly HandClock _clock = new();
    private readonly Recorder _sink = new();
    private readonly Queue<Action> _cellThread = [];
    private readonly PendingUpdates _updates;

    public PendingUpdatesTests() => _updates = new PendingUpdates(_clock, _sink, _cellThread.Enqueue);

    [Fact]
    public void The_first_goes_at_once_and_the_newest_of_those_too_early_at_the_next_turn_of_a_loop_after_100_ms()
    {
        var (shown, counter) = (Shown("a"), new Counter());
        _updates.Update(shown, counter.Set(1));
        _updates.Update(shown, counter.Set(2));
        _clock.Advance(60);
        _updates.Update(shown, counter.Set(3));
        _updates.FlushDue();
        Assert.Equal(["a=1"], _sink.Sent);
        _clock.Advance(40);
        Assert.Equal(["a=1"], _sink.Sent);
        _updates.FlushDue();
        Assert.Equal(["a=1", "a=3"], _sink.Sent);
        Assert.Equal(0, _updates.Count);
    }

    [Fact]
    public void An_update_after_100_ms_takes_the_place_of_the_one_that_waits()
    {
        var shown = Shown("a");
        _updates.Update(shown, new Counter(1));
        _updates.Update(shown, new Counter(2));
        _clock.Advance(100);
        _updates.Update(shown, new Counter(3));
        _updates.FlushAll();
        Assert.Equal(["a=1", "a=3"], _sink.Sent);
    }

    [Fact]
    public void A_thousand_updates_a_second_become_ten_and_the_last()
    {
        var (shown, counter) = (Shown("a"), new Counter());
        for (var i = 0; i < 2000; i++)
        {
            _updates.Update(shown, counter.Set(i));
            _updates.FlushDue();
            _clock.Advance(1);
        }
        Assert.InRange(_sink.Sent.Count, 19, 21);
        _updates.FlushAll();
        Assert.Equal("a=1999", _sink.Sent[^1]);
    }

    [Fact]
    public void Each_displayed_value_has_a_pace_of_its_own()
    {
        var (a, b) = (Shown("a"), Shown("b"));
        _updates.Update(a, new Counter(1));
        _updates.Update(b, new Counter(1));
        _updates.Update(a, new Counter(2));
        _clock.Advance(50);
        _updates.Update(b, new Counter(2));
        _clock.Advance(50);
        _updates.FlushDue();
        Assert.Equal(["a=1", "b=1", "a=2", "b=2"], _sink.Sent);
    }

    [Fact]
    public void What_can_change_is_formatted_when_it_is_shown_not_when_it_waits()
    {
        var (shown, counter) = (Shown("a"), new Counter());
        _updates.Update(shown, counter.Set(1));
        _updates.Update(shown, counter.Set(2));
        Assert.Equal(1, counter.Formatted);
        counter.Set(3);
        _updates.FlushAll();
        Assert.Equal(["a=1", "a=3"], _sink.Sent);
    }

    [Fact]
    public void The_timer_shows_by_itself_only_what_never_changes()
    {
        var (text, counter) = (Shown("text"), Shown("counter"));
        foreach (var n in new[] { 1, 2 })
        {
            _updates.Update(text, $"{n}");
            _updates.Update(counter, new Counter(n));
        }
        _clock.Advance(1000);
        Assert.Equal(["text=1", "counter=1", "text=2"], _sink.Sent);
        Assert.Equal(1, _updates.Count);
    }

    [Fact]
    public void A_cell_thread_with_nothing_to_do_shows_what_waits_and_is_asked_only_once()
    {
        var shown = Shown("a");
        _updates.Update(shown, new Counter(1));
        _updates.Update(shown, new Counter(2));
        _clock.Advance(1000);
        Assert.Single(_cellThread);
        _cellThread.Dequeue()();
        Assert.Equal(["a=1", "a=2"], _sink.Sent);
        _updates.Update(shown, new Counter(3));
        _clock.Advance(1000);
        Assert.Single(_cellThread);
    }

    [Fact]
    public void A_loop_on_another_thread_leaves_alone_what_this_thread_displayed()
    {
        var shown = Shown("a");
        _updates.Update(shown, new Counter(1));
        _updates.Update(shown, new Counter(2));
        _clock.Advance(100);
        var other = new Thread(_updates.FlushDue);
        other.Start();
        other.Join();
        Assert.Equal(["a=1"], _sink.Sent);
        _updates.FlushDue();
        Assert.Equal(["a=1", "a=2"], _sink.Sent);
    }

    [Fact]
    public void Formatting_that_is_stopped_takes_nothing_else_along_and_is_told_once()
    {
        var (bad, good) = (Shown("bad"), Shown("good"));
        _updates.Update(bad, "1");
        _updates.Update(good, "1");
        _updates.Update(bad, new Counter(-1));
        _updates.Update(good, new Counter(2));
        Assert.Equal("stopped", Assert.Throws<OperationCanceledException>(_updates.FlushAll).Message);
        Assert.Equal(["bad=1", "good=1", "good=2"], _sink.Sent);
        _updates.FlushAll();
        Assert.Equal(0, _updates.Count);
    }

    [Fact]
    public void Ten_thousand_displays_leave_nothing_behind()
    {
        for (var i = 0; i < 10_000; i++)
        {
            var shown = Shown($"{i}");
            _updates.Update(shown, new Counter(1));
            _updates.Update(shown, new Counter(2));
        }
        Assert.Equal(10_000, _updates.Count);
        _updates.FlushAll();
        Assert.Equal(0, _updates.Count);
        Assert.Equal(20_000, _sink.Sent.Count);
    }

    [Fact]
    public async Task Many_threads_on_one_value_end_with_one_of_the_last_updates_and_never_go_back()
    {
        var updates = new PendingUpdates(TimeProvider.System, _sink, _ => { });
        var shown = Shown("a");
        var next = 0;
        var turn = new Lock();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 5000; i++)
                lock (turn)
                    updates.Update(shown, new Counter(++next));
        })));
        updates.FlushAll();
        var sent = _sink.Sent.Select(s => int.Parse(s[2..], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(20_000, sent[^1]);
        Assert.Equal(sent.Order(), sent);
    }

    private static DisplayedValue Shown(string id) => new(id, ["text/plain"]);

    /// <summary>A value that changes, as a curve does.</summary>
    private sealed class Counter(int n = 0)
    {
        private int _n = n;

        public int Formatted { get; private set; }

        public Counter Set(int n)
        {
            _n = n;
            return this;
        }

        public override string ToString()
        {
            Formatted++;
            return _n < 0 ? throw new OperationCanceledException("stopped") : $"{_n}";
        }
    }

    private sealed class Recorder : DisplaySink
    {
        public List<string> Sent { get; } = [];

        public override void Display(Dictionary<string, string> data, string displayId) => throw new NotSupportedException();

        public override void Update(Dictionary<string, string> data, string displayId)
        {
            lock (Sent)
                Sent.Add($"{displayId}={data["text/plain"]}");
        }

        public override void Clear(bool wait) => throw new NotSupportedException();
    }
}
