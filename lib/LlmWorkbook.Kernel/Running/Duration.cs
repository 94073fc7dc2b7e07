namespace LlmWorkbook.Kernel.Running;

/// <summary>Times as people read them.</summary>
public static class Duration
{
    /// <summary><c>4.2 s</c>, <c>1 min 42 s</c>, <c>2 h 05 min</c>.</summary>
    public static string Show(TimeSpan time) => time.TotalSeconds switch
    {
        < 9.95 => FormattableString.Invariant($"{time.TotalSeconds:F1} s"),
        < 59.5 => FormattableString.Invariant($"{time.TotalSeconds:F0} s"),
        < 3599.5 => Minutes((int)Math.Round(time.TotalSeconds)),
        _ => Hours((int)Math.Round(time.TotalMinutes)),
    };

    private static string Minutes(int seconds) => $"{seconds / 60} min {seconds % 60:00} s";

    private static string Hours(int minutes) => $"{minutes / 60} h {minutes % 60:00} min";
}
