namespace Microsoft.ML.Tokenizers;

/// <summary>What <see cref="BpeTokenizer.Create"/> makes a tokenizer of.</summary>
public sealed class BpeOptions
{
    /// <param name="vocabulary">Token texts and their ids.</param>
    public BpeOptions(IEnumerable<KeyValuePair<string, int>> vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        Vocabulary = vocabulary;
    }

    /// <summary>Token texts and their ids.</summary>
    public IEnumerable<KeyValuePair<string, int>> Vocabulary { get; }

    /// <summary>Pairs of tokens as "left right", the one that is merged first first.</summary>
    public IEnumerable<string>? Merges { get; set; }

    /// <summary>Pieces that are one token as they stand.</summary>
    public IReadOnlyDictionary<string, int>? SpecialTokens { get; set; }

    /// <summary>What changes the text first.</summary>
    public Normalizer? Normalizer { get; set; }

    /// <summary>What cuts the text into pieces; runs of word characters and runs of others when null, which loses the spaces.</summary>
    public PreTokenizer? PreTokenizer { get; set; }

    /// <summary>True: tokens are made of bytes, written as GPT-2 writes them; false: of characters.</summary>
    public bool ByteLevel { get; set; }
}
