namespace LlmWorkbook.Data;

/// <summary>The languages that the world is told in.</summary>
public enum Language
{
    /// <summary>English.</summary>
    English,

    /// <summary>Chinese, in simplified characters.</summary>
    Chinese,
}
