namespace LlmWorkbook;

/// <summary>Bad input or a state that the user can mend. The message is one whole sentence: what, where, what to do.</summary>
/// <param name="message">The sentence that the user reads.</param>
/// <param name="inner">The error underneath, if there was one.</param>
public sealed class WorkbookException(string message, Exception? inner = null) : Exception(message, inner);
