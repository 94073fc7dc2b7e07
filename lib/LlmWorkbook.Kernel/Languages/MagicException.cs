namespace LlmWorkbook.Kernel.Languages;

/// <summary>A magic command that cannot be carried out; the message is the whole sentence.</summary>
/// <param name="message">What, why, and what to do.</param>
/// <param name="line">The line of the cell, from 1.</param>
internal sealed class MagicException(string message, int line) : Exception(message)
{
    /// <summary>The line of the cell, from 1.</summary>
    public int Line { get; } = line;
}
