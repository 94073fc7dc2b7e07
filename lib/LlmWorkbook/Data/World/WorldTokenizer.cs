using System.Collections.Concurrent;
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

    private static readonly ConcurrentDictionary<string, int> words = new();
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

    /// <summary>The special tokens as they are written.</summary>
    internal static IReadOnlyList<string> SpecialTokens => specialTokens;

    /// <summary>Number of tokens, V.</summary>
    public static int Size => Vocabulary.Size;

    /// <summary>Token ids of a text; special tokens may be written in it.</summary>
    public static int[] Encode(string text) => [.. tokenizer.Value.EncodeToIds(text)];

    /// <summary>Token ids of a document of the world, one for each word.</summary>
    public static int[] Encode(Document document) => [.. document.Words.Select(word => words.GetOrAdd(word, w => Encode(w).Single()))];

    /// <summary>The text of token ids.</summary>
    public static string Decode(IEnumerable<int> tokens) => tokenizer.Value.Decode(tokens) ?? "";

    private static BpeVocabulary Learn()
    {
        var texts = Enum.GetValues<Language>().SelectMany(language => World.Stories.Documents(language, Split.Train, seed: 0, 1_000).Select(d => d.Text)
            .Concat(World.Stories.Forms(language)).Concat(World.Facts.Forms(language)).Concat(World.Talk(language)))
            // A fact begins with a space where it follows another.
            .Concat(World.Facts.All(Language.English).Select(d => " " + d.Text)).Concat(Enumerable.Range(0, 100).Select(n => $"{n} {n}"));
        // Twice each, as a pair must stand in the text twice to be merged.
        texts = texts.SelectMany(text => new[] { text, text });
        return BpeTrainer.Train(texts, 8_192, specialTokens, World.Words) with { StripsSpaceBefore = ["[MASK]", .. sentinels] };
    }
}
