namespace Microsoft.ML.Tokenizers;

/// <summary>Cuts a text into pieces; no token reaches over the edge of a piece. What lies in no piece is lost.</summary>
public abstract class PreTokenizer
{
    /// <summary>Offset and length of each piece, in characters.</summary>
    public abstract IEnumerable<(int Offset, int Length)> PreTokenize(string text);

    /// <summary>As the other one, for a span.</summary>
    public abstract IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text);
}
