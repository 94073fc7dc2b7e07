namespace LlmWorkbook.Data;

/// <summary>Two answers to one prompt, of which one was preferred.</summary>
/// <param name="Prompt">Token ids of the prompt.</param>
/// <param name="Chosen">Token ids of the answer that won, what ends it included.</param>
/// <param name="Rejected">Token ids of the answer that lost.</param>
public sealed record Preference(int[] Prompt, int[] Chosen, int[] Rejected);
