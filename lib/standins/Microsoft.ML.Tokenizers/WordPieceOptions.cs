namespace Microsoft.ML.Tokenizers;

/// <summary>What <see cref="WordPieceTokenizer.Create"/> takes beside the vocabulary.</summary>
public class WordPieceOptions
{
    /// <summary>What cuts the text into words; the whitespace does when null.</summary>
    public PreTokenizer? PreTokenizer { get; set; }

    /// <summary>What changes the text first.</summary>
    public Normalizer? Normalizer { get; set; }

    /// <summary>Tokens that <c>Decode</c> can leave out.</summary>
    public IReadOnlyDictionary<string, int>? SpecialTokens { get; set; }

    /// <summary>Stands for a word that the vocabulary cannot spell.</summary>
    public string UnknownToken { get; set; } = "[UNK]";

    /// <summary>Marks a piece that does not begin a word.</summary>
    public string ContinuingSubwordPrefix { get; set; } = "##";

    /// <summary>A longer word is unknown.</summary>
    public int MaxInputCharsPerWord { get; set; } = 100;
}
