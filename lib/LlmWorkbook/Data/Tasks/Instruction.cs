namespace LlmWorkbook.Data;

/// <summary>What a user asks for, an answer, and how likely that answer is.</summary>
/// <param name="Task">What kind of task, one of <see cref="Instructions.Tasks"/>.</param>
/// <param name="Language">The language of the chat.</param>
/// <param name="Prompt">All turns before the answer; the last one is the user's.</param>
/// <param name="Answer">What the assistant says.</param>
/// <param name="AnswerBits">-log2 p(answer | prompt): what no model can be better than, on average.</param>
/// <param name="Trace">Every decision, in order; the first one chose the section of <c>data/instructions.txt</c>.</param>
public sealed record Instruction(string Task, Language Language, IReadOnlyList<Turn> Prompt, string Answer, double AnswerBits, IReadOnlyList<Choice> Trace)
{
    /// <summary>The same in nats.</summary>
    public double AnswerNats => AnswerBits * Math.Log(2);

    /// <summary>The whole chat, the answer included.</summary>
    public IReadOnlyList<Turn> Turns => [.. Prompt, new Turn(Role.Assistant, Answer)];

    /// <summary>The chat as tokens. Only the answer counts as response: <see cref="AnswerBits"/> is the floor of the loss on it.</summary>
    public ChatTokens Encode() => ChatTemplate.Encode(Turns, onlyLast: true);
}
