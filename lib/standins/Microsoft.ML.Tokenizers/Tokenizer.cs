namespace Microsoft.ML.Tokenizers;

/// <summary>Text to token ids and back: normalizer, then pre-tokenizer, then the model of the derived class on each piece.</summary>
public abstract class Tokenizer
{
    internal Tokenizer()
    {
    }

    /// <summary>What cuts the text into pieces.</summary>
    public virtual PreTokenizer? PreTokenizer => null;

    /// <summary>What changes the text first, or null.</summary>
    public virtual Normalizer? Normalizer => null;

    /// <summary>How many tokens <see cref="EncodeToIds"/> would give.</summary>
    public int CountTokens(string text, bool considerPreTokenization = true, bool considerNormalization = true) =>
        EncodeToIds(text, considerPreTokenization, considerNormalization).Count;

    /// <summary>The ids of the text's tokens.</summary>
    public IReadOnlyList<int> EncodeToIds(string text, bool considerPreTokenization = true, bool considerNormalization = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ids = new List<int>();
        foreach (var (offset, length) in Pieces(ref text, considerPreTokenization, considerNormalization))
            Encode(text.AsSpan(offset, length), ids);
        return ids;
    }

    /// <summary>The text's tokens with what they are and where they come from.</summary>
    public IReadOnlyList<EncodedToken> EncodeToTokens(string text, out string? normalizedText, bool considerPreTokenization = true, bool considerNormalization = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = new List<EncodedToken>();
        foreach (var (offset, length) in Pieces(ref text, considerPreTokenization, considerNormalization))
            Encode(text.AsSpan(offset, length), offset, tokens);
        normalizedText = text.Length == 0 ? null : text;
        return tokens;
    }

    /// <summary>The text of token ids; ids that are in no vocabulary are left out.</summary>
    public abstract string Decode(IEnumerable<int> ids);

    internal abstract void Encode(ReadOnlySpan<char> piece, List<int> ids);

    internal abstract void Encode(ReadOnlySpan<char> piece, int offset, List<EncodedToken> tokens);

    private IEnumerable<(int Offset, int Length)> Pieces(ref string text, bool considerPreTokenization, bool considerNormalization)
    {
        if (considerNormalization && Normalizer is not null)
            text = Normalizer.Normalize(text);
        if (text.Length == 0)
            return [];
        return considerPreTokenization && PreTokenizer is not null ? PreTokenizer.PreTokenize(text) : [(0, text.Length)];
    }
}
