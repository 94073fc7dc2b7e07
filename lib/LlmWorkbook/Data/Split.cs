namespace LlmWorkbook.Data;

/// <summary>Which part of a corpus a document belongs to.</summary>
public enum Split
{
    /// <summary>What models are trained on.</summary>
    Train,

    /// <summary>Other documents of the very same distribution; its floor is that of <see cref="Train"/>.</summary>
    Validation,

    /// <summary>Only combinations that <see cref="Train"/> and <see cref="Validation"/> never contain.</summary>
    Composition,
}
