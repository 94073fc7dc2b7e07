namespace LlmWorkbook.Data;

/// <summary>
/// A user who follows a rule: a long answer should be shorter, a short one a full sentence. It answers a model's own first turn, so
/// that a chat can be rolled out with it; <c>data/instructions.txt</c> has chats of this kind.
/// </summary>
public static class RuleBasedUser
{
    /// <summary>The most words, marks included, that count as a short answer.</summary>
    public const int ShortAnswer = 3;

    /// <summary>What the user says to an answer.</summary>
    public static Turn Reply(Language language, string answer) => new(Role.User, (language, World.Words.Count(answer) <= ShortAnswer) switch
    {
        (Language.English, true) => "In a full sentence, please.",
        (Language.English, false) => "Shorter, please.",
        (_, true) => "请用完整的句子回答。",
        (_, false) => "请短一点。",
    });
}
