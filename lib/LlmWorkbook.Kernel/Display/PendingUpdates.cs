using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>
/// Lets each displayed value change at most ten times a second, and never loses its last state. An update that comes too soon
/// waits unformatted, since mostly a newer one takes its place.
/// </summary>
/// <remarks>
/// What is displayed belongs to the thread that displays it, so a waiting value is formatted there: at its next update, at the
/// next turn of a loop (<see cref="FlushIfDue"/>), while the cell awaits, and at the latest when the cell ends
/// (<see cref="FlushAll"/>). Values that never change are formatted by the timer, in the middle of a long call too.
/// </remarks>
internal sealed class PendingUpdates
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider _clock;
    private readonly DisplaySink _sink;
    private readonly Action<Action> _onCellThread;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private readonly HashSet<DisplayedValue> _waiting = [];
    private bool _timerRuns;
    private bool _posted;
    private volatile bool _due;

    /// <param name="clock">Tells the time and sets the timer.</param>
    /// <param name="sink">Where updates go.</param>
    /// <param name="onCellThread">Runs something on the cells' thread once that has nothing else to do.</param>
    public PendingUpdates(TimeProvider clock, DisplaySink sink, Action<Action> onCellThread)
    {
        (_clock, _sink, _onCellThread) = (clock, sink, onCellThread);
        _timer = clock.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The updates of this process.</summary>
    public static PendingUpdates Current { get; set; } = new(TimeProvider.System, DisplaySink.Current, _ => { });

    /// <summary>How many values wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _waiting.Count;
        }
    }

    /// <summary>Called in each turn of a cell's loops: a look at a flag, unless something has become due.</summary>
    public static void FlushIfDue()
    {
        if (Current._due)
            Current.FlushDue();
    }

    /// <summary>Shows a value in place of another, now or a little later.</summary>
    public void Update(DisplayedValue shown, object? value)
    {
        lock (shown.Gate)
        {
            shown.Waiting = new(value, Environment.CurrentManagedThreadId);
            if (IsDue(shown))
            {
                Show(shown);
                return;
            }
            lock (_lock)
            {
                _waiting.Add(shown);
                StartTimer(Remaining(shown));
            }
        }
    }

    /// <summary>Shows what this thread displayed and is due.</summary>
    public void FlushDue()
    {
        _due = false;
        var thread = Environment.CurrentManagedThreadId;
        Flush((shown, update) => update.Thread == thread && IsDue(shown));
    }

    /// <summary>Shows all that waits. If a formatter throws, the rest is shown first.</summary>
    public void FlushAll()
    {
        _due = false;
        Flush((_, _) => true);
    }

    private void OnTimer()
    {
        bool post;
        lock (_lock)
        {
            _timerRuns = false;
            post = !_posted && _waiting.Count > 0;
            _posted |= post;
        }
        _due = true;
        try
        {
            Flush((shown, update) => IsDue(shown) && NeverChanges(update.Value));
        }
        catch (Exception)
        {
            // A formatter that the cell registered: there is no cell here to tell.
        }
        lock (_lock)
            if (_waiting.Count > 0)
                StartTimer(s_pause);
        if (post)
            _onCellThread(() =>
            {
                lock (_lock)
                    _posted = false;
                Flush((shown, _) => IsDue(shown));
            });
    }

    private void Flush(Func<DisplayedValue, PendingUpdate, bool> chosen)
    {
        DisplayedValue[] waiting;
        lock (_lock)
            waiting = [.. _waiting];
        Exception? first = null;
        foreach (var shown in waiting)
            lock (shown.Gate)
                try
                {
                    if (shown.Waiting is { } update && chosen(shown, update))
                        Show(shown);
                }
                catch (Exception e)
                {
                    first ??= e;
                }
        if (first is not null)
            ExceptionDispatchInfo.Throw(first);
    }

    /// <summary>Formats and sends; the caller holds the value's gate. A value that cannot be formatted is not tried again.</summary>
    private void Show(DisplayedValue shown)
    {
        var value = shown.Waiting!.Value;
        shown.Waiting = null;
        shown.LastShown = _clock.GetTimestamp();
        lock (_lock)
            _waiting.Remove(shown);
        _sink.Update(shown.Format(value), shown.DisplayId);
    }

    private bool IsDue(DisplayedValue shown) => Remaining(shown) <= TimeSpan.Zero;

    private TimeSpan Remaining(DisplayedValue shown) => shown.LastShown is { } last ? s_pause - _clock.GetElapsedTime(last) : TimeSpan.Zero;

    private void StartTimer(TimeSpan after)
    {
        if (_timerRuns)
            return;
        _timerRuns = true;
        _timer.Change(after, Timeout.InfiniteTimeSpan);
    }

    private static bool NeverChanges(object? value) =>
        value is null or string or HtmlString or decimal or DateTime or DateTimeOffset or TimeSpan || value.GetType() is { IsPrimitive: true } or { IsEnum: true };
}

/// <summary>A value that waits to be shown.</summary>
/// <param name="Value">The value itself, not yet formatted.</param>
/// <param name="Thread">The thread that displayed it.</param>
internal sealed record PendingUpdate(object? Value, int Thread);
