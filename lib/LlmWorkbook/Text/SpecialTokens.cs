namespace LlmWorkbook.Text;

/// <summary>Token ids of the tokens that stand for no text.</summary>
public sealed record SpecialTokens
{
    /// <summary>Fills short rows up.</summary>
    public required int Pad { get; init; }

    /// <summary>Stands between two documents: a causal model starts from it and ends with it; a decoder starts from it.</summary>
    public required int End { get; init; }

    /// <summary>First token of what an encoder reads (BERT); its hidden state speaks for the whole.</summary>
    public required int Cls { get; init; }

    /// <summary>Ends a sentence, or a pair's second one, in what an encoder reads (BERT).</summary>
    public required int Sep { get; init; }

    /// <summary>Stands for a token that is to be guessed (BERT).</summary>
    public required int Mask { get; init; }

    /// <summary>Stand for dropped spans, in order (T5).</summary>
    public required IReadOnlyList<int> Sentinels { get; init; }

    /// <summary>Whether <paramref name="token"/> is one of them.</summary>
    public bool Contains(int token) =>
        token == Pad || token == End || token == Cls || token == Sep || token == Mask || Sentinels.Contains(token);
}
