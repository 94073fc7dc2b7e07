using System.Text.RegularExpressions;
using LlmWorkbook.Data;
using LlmWorkbook.Text;

namespace LlmWorkbook.Lessons;

/// <summary>All hyper-parameters of the lesson on tokenizers.</summary>
public sealed record TokenizerConfig
{
    /// <summary>Stories of each language to learn from; there are a quarter as many facts beside them.</summary>
    public int Documents { get; init => field = Check.Within(value, 20, 1_000_000); } = 1_000;

    /// <summary>Stories of each language that are held out, with a quarter as many facts.</summary>
    public int HeldOutDocuments { get; init => field = Check.Within(value, 4, 100_000); } = 200;

    /// <summary>Tokens of the BPE and the WordPiece tokenizer.</summary>
    public int VocabularySize { get; init => field = Check.Within(value, 1_000, 100_000); } = 2_400;

    /// <summary>n of the counting model that compares the tokenizers: 1, 2 or 3.</summary>
    public int Order { get; init => field = Check.Within(value, 1, 3); } = 1;

    /// <summary>Fixes the texts.</summary>
    public long Seed { get; init; } = 1337;

    /// <summary>The same at test scale.</summary>
    public TokenizerConfig Fast() => this with { Documents = Math.Min(Documents, 120), HeldOutDocuments = Math.Min(HeldOutDocuments, 20) };

    /// <summary>Vocabulary sizes for a curve, from little more than the bytes to <see cref="VocabularySize"/>, each a third larger.</summary>
    public IReadOnlyList<int> Sizes()
    {
        var sizes = new List<int>();
        for (double size = VocabularySize; size > 270; size /= 4.0 / 3)
            sizes.Insert(0, (int)size);
        return sizes;
    }

    /// <summary>What to learn from.</summary>
    public IReadOnlyList<Document> Train(Language language) => Write(language, Split.Train, Documents);

    /// <summary>What is held out.</summary>
    public IReadOnlyList<Document> HeldOut(Language language) => Write(language, Split.Validation, HeldOutDocuments);

    private List<Document> Write(Language language, Split split, int count) =>
        [.. World.Stories.Documents(language, split, Seed, count), .. World.Facts.Documents(language, split, Seed, count / 4)];

    /// <summary>What WordPiece takes for a word: a Chinese word of the world's lexicon, or a run of letters or digits, or one sign.</summary>
    public static Regex Words { get; } = new(string.Join('|', World.Lexicon) + "|" + WordPattern.Text, RegexOptions.Compiled | RegexOptions.CultureInvariant);
}
