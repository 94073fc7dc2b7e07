using LlmWorkbook.Data;

namespace LlmWorkbook.Tests.Data;

/// <summary>The corpora of the later stages keep to the words of the shared tokenizer.</summary>
internal static class Vocabulary
{
    /// <summary>Fails unless every word of the text is one token and the text comes back.</summary>
    public static void HasEveryWordOf(string text)
    {
        int[] tokens = WorldTokenizer.Encode(text);
        Assert.True(World.Words.Count(text) == tokens.Length, string.Join(" ¦ ", World.Words.Matches(text).Where(w => WorldTokenizer.Encode(w.Value).Length > 1)) + " in: " + text);
        Assert.Equal(text, WorldTokenizer.Decode(tokens));
    }
}
