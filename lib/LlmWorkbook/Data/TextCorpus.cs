using LlmWorkbook.Text;

namespace LlmWorkbook.Data;

/// <summary>A text as token ids, cut into a training part and a held-out part that the model never trains on.</summary>
public sealed class TextCorpus
{
    private TextCorpus(CharTokenizer tokenizer, string text, int[] train, int[] validation)
    {
        Tokenizer = tokenizer;
        Text = text;
        Train = train;
        Validation = validation;
    }

    /// <summary>The tokenizer made from this text.</summary>
    public CharTokenizer Tokenizer { get; }

    /// <summary>The whole text.</summary>
    public string Text { get; }

    /// <summary>Token ids of the first part of the text.</summary>
    public int[] Train { get; }

    /// <summary>Token ids of the rest, held out.</summary>
    public int[] Validation { get; }

    /// <summary>Makes a corpus of <paramref name="text"/>: vocabulary from the whole text, the last tenth held out.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="blockSize">Context length T; both parts must hold at least one window of T + 1 tokens.</param>
    /// <param name="source">Named in the error message.</param>
    /// <exception cref="WorkbookException">The text is too short for <paramref name="blockSize"/>.</exception>
    public static TextCorpus FromText(string text, int blockSize, string source = "the text")
    {
        var tokenizer = CharTokenizer.FromText(text);
        int[] tokens = tokenizer.Encode(text);
        int cut = (int)(tokens.Length * 9L / 10);
        int needed = blockSize + 1;
        if (tokens.Length - cut < needed)
        {
            throw new WorkbookException($"The text of {source} is too short: {tokens.Length} characters, and a context of {blockSize} needs at least {10 * needed}; take a longer text or a smaller BlockSize.");
        }
        return new(tokenizer, text, tokens[..cut], tokens[cut..]);
    }

    /// <summary>Makes a corpus of a UTF-8 file.</summary>
    /// <exception cref="WorkbookException">The file is no readable text or too short; see <see cref="TextFile.Read"/>.</exception>
    public static TextCorpus FromFile(string path, int blockSize) => FromText(TextFile.Read(path), blockSize, $"'{path}'");
}
