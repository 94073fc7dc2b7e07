namespace LlmWorkbook.Kernel.Running;

/// <summary>Wrong input of the user; the message is the whole sentence, and the run ends with exit code 2.</summary>
internal sealed class InputException(string message) : Exception(message);
