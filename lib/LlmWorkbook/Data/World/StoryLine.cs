namespace LlmWorkbook.Data;

/// <summary>A sentence of every document, in one of several wordings.</summary>
/// <param name="Key">Name of the sentence.</param>
/// <param name="Wordings">How it can be said.</param>
internal sealed record StoryLine(string Key, IReadOnlyList<Wording> Wordings)
{
    /// <summary>Probabilities of the wordings.</summary>
    public double[] Probabilities { get; } = Weights.Normalised(Wordings.Select(w => w.Weight));

    /// <summary>Tables that this sentence is the first to name, in the order they are picked in.</summary>
    public IReadOnlyList<string> Introduces { get; set; } = [];
}

/// <summary>One wording in both languages.</summary>
/// <param name="Weight">Its share, relative to the others'.</param>
/// <param name="English">Its pieces in English.</param>
/// <param name="Chinese">Its pieces in Chinese.</param>
internal sealed record Wording(double Weight, IReadOnlyList<Piece> English, IReadOnlyList<Piece> Chinese)
{
    /// <summary>The pieces in a language.</summary>
    public IReadOnlyList<Piece> In(Language language) => language == Language.English ? English : Chinese;
}

/// <summary>A fixed word of a wording, or a slot for one that is picked.</summary>
/// <param name="Key">The slot's table; null for a fixed word.</param>
/// <param name="Choices">For each item of the table what stands in the text, word by word with leading spaces; of a fixed word the word alone.</param>
internal sealed record Piece(string? Key, IReadOnlyList<IReadOnlyList<string>> Choices);
