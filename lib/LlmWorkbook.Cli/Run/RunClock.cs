using LlmWorkbook.Kernel.Running;

namespace LlmWorkbook.Cli.Run;

/// <summary>How much time is left, in the lesson that runs and in all lessons of the run.</summary>
/// <param name="lessons">What is known of each lesson, in the order in which they run.</param>
internal sealed class RunClock(IReadOnlyList<CellTimes> lessons)
{
    private readonly List<TimeSpan> _ended = [];
    private RunProgress? _began;

    /// <summary>A cell of the lesson begins.</summary>
    public void Begin(RunProgress cell) => _began = cell;

    /// <summary>The lesson ended, well or not.</summary>
    public void End(TimeSpan elapsed)
    {
        _ended.Add(elapsed);
        _began = null;
    }

    /// <summary>The share of the lesson that is done, from 0 to 1.</summary>
    /// <param name="elapsed">Time since the lesson began.</param>
    public double Share(TimeSpan elapsed) =>
        _began is null ? 0
        : LeftHere(elapsed) is { } left && elapsed + left > TimeSpan.Zero ? elapsed / (elapsed + left)
        : (_began.Cell - 1.0) / _began.Total;

    /// <summary>What is left, as people read it; empty when nothing is known.</summary>
    /// <param name="elapsed">Time since the lesson began.</param>
    public string Show(TimeSpan elapsed)
    {
        if (LeftHere(elapsed) is not { } here)
            return "";
        var text = $"about {Duration.Show(here)} left";
        return _ended.Count < lessons.Count - 1 && LeftAfter() is { } after ? $"{text}, {Duration.Show(here + after)} in all" : text;
    }

    private TimeSpan? LeftHere(TimeSpan elapsed)
    {
        if (_began is null || lessons[_ended.Count].Left(_began.Cell, _began.Total, _began.Elapsed) is not { } left)
            return null;
        left -= elapsed - _began.Elapsed;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>The lessons still to come; one that never ran is taken to last as long as the others on average.</summary>
    private TimeSpan? LeftAfter()
    {
        var known = lessons.Select((l, i) => i < _ended.Count ? _ended[i] : l.Whole).OfType<TimeSpan>().ToList();
        return known.Count == 0 ? null
            : TimeSpan.FromSeconds(lessons.Skip(_ended.Count + 1).Sum(l => (l.Whole ?? TimeSpan.FromSeconds(known.Average(k => k.TotalSeconds))).TotalSeconds));
    }
}
