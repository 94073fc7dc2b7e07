namespace LlmWorkbook.Data;

/// <summary>Who speaks in a chat.</summary>
public enum Role
{
    /// <summary>What the assistant is told about its task.</summary>
    System,

    /// <summary>Who asks.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,
}

/// <summary>What one side says in a chat.</summary>
/// <param name="Role">Who.</param>
/// <param name="Text">What.</param>
public sealed record Turn(Role Role, string Text);
