namespace LlmWorkbook.Text;

/// <summary>
/// Patterns of pre-tokenisation between .NET, which reads UTF-16, and tokenizer files, whose readers read code points: the
/// workbook's own patterns are exchanged for their portable form wherever they stand in a longer one, the rest is kept.
/// </summary>
public static class PortablePattern
{
    /// <summary>What a tokenizer file says for a pattern of .NET's.</summary>
    public static string Of(string pattern) => pattern
        .Replace(Gpt2Pattern.Text, Gpt2Pattern.Portable, StringComparison.Ordinal)
        .Replace(WordPattern.Text, WordPattern.Portable, StringComparison.Ordinal);

    /// <summary>What .NET needs for a pattern of a tokenizer file.</summary>
    public static string ToDotNet(string pattern) => pattern
        .Replace(Gpt2Pattern.Portable, Gpt2Pattern.Text, StringComparison.Ordinal)
        .Replace(WordPattern.Portable, WordPattern.Text, StringComparison.Ordinal);
}
