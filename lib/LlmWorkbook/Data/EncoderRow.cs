using LlmWorkbook.Text;

namespace LlmWorkbook.Data;

/// <summary>One row that an encoder reads: [CLS] text [SEP], or [CLS] first [SEP] second [SEP].</summary>
/// <param name="Tokens">Token ids.</param>
/// <param name="SecondFrom">Index where the second sentence begins; the length of <paramref name="Tokens"/> if there is none.</param>
/// <param name="IsNext">Whether the second sentence follows the first in its document; null if there is none.</param>
public sealed record EncoderRow(int[] Tokens, int SecondFrom, bool? IsNext)
{
    /// <summary>[CLS] text [SEP].</summary>
    public static EncoderRow Of(int[] text, SpecialTokens special) => new([special.Cls, .. text, special.Sep], text.Length + 2, null);

    /// <summary>[CLS] first [SEP] second [SEP].</summary>
    public static EncoderRow Of(int[] first, int[] second, bool isNext, SpecialTokens special) =>
        new([special.Cls, .. first, special.Sep, .. second, special.Sep], first.Length + 2, isNext);

    /// <summary>0 in the first, 1 in the second sentence.</summary>
    public int[] Segments => [.. Enumerable.Range(0, Tokens.Length).Select(i => i < SecondFrom ? 0 : 1)];
}
