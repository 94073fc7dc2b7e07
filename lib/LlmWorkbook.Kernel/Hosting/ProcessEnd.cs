namespace LlmWorkbook.Kernel.Hosting;

/// <summary>How the evaluating process ended, in words.</summary>
internal static class ProcessEnd
{
    /// <summary>Goes on after "the process …".</summary>
    /// <param name="exitCode">Its exit code.</param>
    /// <param name="errorText">What it wrote to its own standard error.</param>
    public static string Describe(int exitCode, string errorText)
    {
        var how = exitCode switch
        {
            134 => "was aborted (SIGABRT)",
            137 => "was killed (SIGKILL), most often because memory ran out",
            139 => "ended with a memory fault (SIGSEGV)",
            143 => "was told to end (SIGTERM)",
            _ => $"ended with exit code {exitCode}",
        };
        return LastWords(errorText) is { } words ? $"{how}; its last words were: {words.TrimEnd('.')}" : how;
    }

    /// <summary>What C++ says of an uncaught exception, or the runtime of its end; else the last line.</summary>
    private static string? LastWords(string errorText)
    {
        var lines = errorText.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0).ToList();
        foreach (var start in new[] { "what():", "Process terminated.", "Unhandled exception.", "Stack overflow." })
            if (lines.FindIndex(l => l.StartsWith(start, StringComparison.Ordinal)) is >= 0 and var found)
                return lines[found][start.Length..].Trim() is { Length: > 0 } said ? said
                    : start == "Process terminated." && found + 1 < lines.Count ? lines[found + 1]
                    : start;
        return lines.LastOrDefault(l => !l.StartsWith("at ", StringComparison.Ordinal));
    }
}
