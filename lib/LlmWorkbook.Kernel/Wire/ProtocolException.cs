namespace LlmWorkbook.Kernel.Wire;

/// <summary>A peer broke the transport's rules: its connection is closed, nothing else happens.</summary>
internal sealed class ProtocolException(string message) : Exception(message);
