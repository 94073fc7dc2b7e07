namespace Microsoft.ML.Tokenizers;

/// <summary>Changes the text before it is cut into pieces.</summary>
public abstract class Normalizer
{
    /// <summary>The normalized form of a text.</summary>
    public abstract string Normalize(string original);

    /// <summary>As the other one, for a span.</summary>
    public abstract string Normalize(ReadOnlySpan<char> original);
}
