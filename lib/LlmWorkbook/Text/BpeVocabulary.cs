using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace LlmWorkbook.Text;

/// <summary>A byte-level BPE vocabulary: what <see cref="BpeTrainer"/> learns, tokenizer files keep and <see cref="ToTokenizer"/> encodes with.</summary>
public sealed record BpeVocabulary
{
    /// <summary>Token texts, written in <see cref="ByteCharacters"/>, and their ids; special tokens are among them, as plain text.</summary>
    public required IReadOnlyDictionary<string, int> Ids { get; init; }

    /// <summary>Pairs of token texts, the one that is merged first first.</summary>
    public required IReadOnlyList<(string Left, string Right)> Merges { get; init; }

    /// <summary>Texts that are one token wherever they stand, and that no merge knows of.</summary>
    public IReadOnlyList<string> SpecialTokens { get; init; } = [];

    /// <summary>Special tokens that swallow the white space before them, so that one can take the place of " word" (RoBERTa's lstrip).</summary>
    public IReadOnlyList<string> StripsSpaceBefore { get; init; } = [];

    /// <summary>Cuts a text into pieces over whose edges nothing is merged.</summary>
    public Regex PreTokenisation { get; init; } = Gpt2Pattern.Regex;

    /// <summary>Number of tokens V.</summary>
    public int Size => Ids.Count;

    /// <summary>The id of a special token.</summary>
    /// <exception cref="WorkbookException">There is no such special token.</exception>
    public int SpecialId(string token) => SpecialTokens.Contains(token) ? Ids[token]
        : throw new WorkbookException($"The vocabulary has no special token '{token}'; it has {(SpecialTokens.Count == 0 ? "none" : string.Join(' ', SpecialTokens))}.");

    /// <summary>What a person reads for a token text of <see cref="Ids"/>: its text, with \xNN for bytes that are only a part of a character.</summary>
    public string Readable(string token) => SpecialTokens.Contains(token) ? token : ByteCharacters.Readable(ByteCharacters.ToBytes(token));

    /// <summary>The tokenizer of this vocabulary; a special token is one id, and half a surrogate pair is read as U+FFFD.</summary>
    public BpeTokenizer ToTokenizer()
    {
        var special = SpecialIds();
        return BpeTokenizer.Create(new BpeOptions(Ids)
        {
            ByteLevel = true,
            Merges = Merges.Select(m => $"{m.Left} {m.Right}"),
            SpecialTokens = special,
            PreTokenizer = new RegexPreTokenizer(PreTokenisation, special),
            Normalizer = new WellFormedText(StripsSpaceBefore),
        });
    }

    /// <summary>Special tokens and ids, the longest first: where two fit at one place the longer is meant.</summary>
    private OrderedDictionary<string, int> SpecialIds() =>
        new(SpecialTokens.OrderByDescending(t => t.Length).Select(t => KeyValuePair.Create(t, Ids[t])));
}
