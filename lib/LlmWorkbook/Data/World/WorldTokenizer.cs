using LlmWorkbook.Text;
using Microsoft.ML.Tokenizers;

namespace LlmWorkbook.Data;

/// <summary>
/// The tokenizer that the lessons share: byte-level BPE, learned from the world's texts and from the words of the later stages, until
/// every word of theirs is one token. Chinese is cut by longest match over the world's lexicon before anything is merged
/// (<see cref="World.Words"/>); an English word carries its leading space. [MASK] and the sentinels swallow the space before them, so
/// one may stand for a word and leave every other id as it is.
/// </summary>
public static class WorldTokenizer
{
    private static readonly string[] sentinels = ["[X]", "[Y]", "[Z]", "[W]", "[V]", "[U]"];
    private static readonly string[] specialTokens =
        ["[PAD]", "<|endoftext|>", "[CLS]", "[SEP]", "[MASK]", .. sentinels, "<|system|>", "<|user|>", "<|assistant|>", "<|end|>"];

    private static readonly Lazy<BpeVocabulary> vocabulary = new(Learn);
    private static readonly Lazy<BpeTokenizer> tokenizer = new(() => Vocabulary.ToTokenizer());
    private static readonly Lazy<SpecialTokens> special = new(() => new()
    {
        Pad = Vocabulary.SpecialId("[PAD]"),
        End = Vocabulary.SpecialId("<|endoftext|>"),
        Cls = Vocabulary.SpecialId("[CLS]"),
        Sep = Vocabulary.SpecialId("[SEP]"),
        Mask = Vocabulary.SpecialId("[MASK]"),
        Sentinels = [.. sentinels.Select(Vocabulary.SpecialId)],
    });

    /// <summary>Its tokens and merges.</summary>
    public static BpeVocabulary Vocabulary => vocabulary.Value;

    /// <summary>Ids of the special tokens.</summary>
    public static SpecialTokens Special => special.Value;

    /// <summary>Number of tokens, V.</summary>
    public static int Size => Vocabulary.Size;

    /// <summary>Token ids of a text; special tokens may be written in it.</summary>
    public static int[] Encode(string text) => [.. tokenizer.Value.EncodeToIds(text)];

    /// <summary>The text of token ids.</summary>
    public static string Decode(IEnumerable<int> tokens) => tokenizer.Value.Decode(tokens) ?? "";

    private static BpeVocabulary Learn()
    {
        var languages = Enum.GetValues<Language>();
        var texts = languages.SelectMany(language => World.Stories.Documents(language, Split.Train, seed: 0, 4_000).Concat(World.Facts.All(language)).Select(d => d.Text))
            // Twice each, as a pair must stand in the text twice to be merged: a word as it begins a text and behind a space.
            .Concat(languages.SelectMany(l => World.Stories.Vocabulary(l).Concat(World.Facts.Vocabulary(l)).Concat(World.TalkWords(l))).SelectMany(w => new[] { w, w, " " + w, " " + w }.Take(char.IsAscii(w[0]) ? 4 : 2)))
            .Concat(Enumerable.Range(0, 100).SelectMany(n => new[] { $"{n}", $"{n}", $" {n}", $" {n}" }));
        return BpeTrainer.Train(texts, 8_192, specialTokens, World.Words) with { StripsSpaceBefore = ["[MASK]", .. sentinels] };
    }
}
