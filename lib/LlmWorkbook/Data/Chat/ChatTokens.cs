namespace LlmWorkbook.Data;

/// <summary>A chat as a model reads it.</summary>
/// <param name="Tokens">Token ids, T of them.</param>
/// <param name="IsResponse">True where a token is the assistant's: its words and the <c>&lt;|end|&gt;</c> behind them; T values.</param>
public sealed record ChatTokens(int[] Tokens, bool[] IsResponse);
