namespace LlmWorkbook.Cli;

/// <summary>Ends the program with one sentence on standard error.</summary>
/// <param name="sentence">What is wrong, where, and what to do.</param>
/// <param name="exitCode">1 when something failed, 2 when the command line is wrong.</param>
internal sealed class CliException(string sentence, int exitCode = 1) : Exception(sentence)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>A name that does not exist: one sentence with the nearest that does, exit code 2.</summary>
    public static CliException Unknown(string kind, string name, IReadOnlyCollection<string> valid, string listing)
    {
        var nearest = Kernel.Running.NearestName.Find(name, valid);
        return new CliException(nearest is null
            ? $"There is no {kind} \"{name}\" ({listing})."
            : $"There is no {kind} \"{name}\": did you mean {nearest} ({listing})?", 2);
    }
}
