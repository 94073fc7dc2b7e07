namespace LlmWorkbook.Data;

/// <summary>One random decision: which item of the list called <paramref name="Key"/> was taken.</summary>
/// <param name="Key">Name of the list, for example <c>colour</c>.</param>
/// <param name="Index">Place of the item in the list, from 0.</param>
public readonly record struct Choice(string Key, int Index);

/// <summary>A text of the world and all that is known about it.</summary>
/// <param name="Words">The text's words, a leading space included; together they are <see cref="Text"/>.</param>
/// <param name="Bits">Information content: -log2 of the probability that the world writes this text in this language.</param>
/// <param name="Trace">Every decision that led to it, in order; the same trace can be told in each language.</param>
public sealed record Document(IReadOnlyList<string> Words, double Bits, IReadOnlyList<Choice> Trace)
{
    /// <summary>The text as it is read.</summary>
    public string Text { get; } = string.Concat(Words);

    /// <summary>Information content in nats.</summary>
    public double Nats => Bits * Math.Log(2);
}
