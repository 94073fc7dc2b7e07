namespace Microsoft.ML.Tokenizers;

/// <summary>One token of an encoded text.</summary>
/// <param name="id">Its id.</param>
/// <param name="value">Its text in the vocabulary.</param>
/// <param name="offset">The characters of the normalized text that it comes from.</param>
public readonly struct EncodedToken(int id, string value, Range offset) : IEquatable<EncodedToken>
{
    /// <summary>The id.</summary>
    public int Id { get; } = id;

    /// <summary>The text in the vocabulary: with bytes as characters where the tokenizer works on bytes.</summary>
    public string Value { get; } = value;

    /// <summary>The characters of the normalized text.</summary>
    public Range Offset { get; } = offset;

    /// <inheritdoc/>
    public bool Equals(EncodedToken other) => Id == other.Id && Value == other.Value && Offset.Equals(other.Offset);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EncodedToken other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Value, Offset);
}
