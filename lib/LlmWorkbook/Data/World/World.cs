using System.Text.RegularExpressions;

namespace LlmWorkbook.Data;

/// <summary>The world that the lessons' texts tell of: small stories and facts, in English and Chinese, whose every probability is known.</summary>
public static class World
{
    private static readonly Regex chinese = new(@"\p{IsCJKUnifiedIdeographs}+", RegexOptions.CultureInvariant);
    private static readonly Lazy<WorldGrammar> stories = new(() => Load("stories"));
    private static readonly Lazy<WorldGrammar> facts = new(() => Load("facts"));
    private static readonly Lazy<string[]> lexicon = new(() =>
        [.. Stories.Vocabulary(Language.Chinese).Concat(Facts.Vocabulary(Language.Chinese)).Concat(TalkLines(Language.Chinese).SelectMany(line => chinese.Matches(line).Select(m => m.Value))).Where(w => w[0] is >= '\u4E00' and <= '\u9FFF').Distinct().OrderByDescending(w => w.Length).ThenBy(w => w, StringComparer.Ordinal)]);

    /// <summary>Stories of about 80 words: somebody finds something, loses it and is helped. Combinations of character, object and place are held out.</summary>
    public static WorldGrammar Stories => stories.Value;

    /// <summary>One sentence on the capital, the continent or the language of one of 60 countries.</summary>
    public static WorldGrammar Facts => facts.Value;

    /// <summary>What the base model learns from: stories and sheets of ten facts, in both languages.</summary>
    public static WorldMixture Pretraining { get; } = new(
        new MixturePart(Stories, Language.English, 35), new MixturePart(Stories, Language.Chinese, 35),
        new MixturePart(Facts, Language.English, 15, Texts: 10), new MixturePart(Facts, Language.Chinese, 15, Texts: 10));

    /// <summary>All Chinese words, the longest first: the order in which longest match tries them.</summary>
    public static IReadOnlyList<string> Lexicon => lexicon.Value;

    /// <summary>
    /// Cuts a text into words: Chinese by longest match over <see cref="Lexicon"/>, everything else as GPT-2 does (Radford et al. 2019),
    /// a leading space belonging to its word. A Chinese mark, or a character that begins no known word, stands alone.
    /// </summary>
    public static Regex Words => words.Value;

    private static readonly Lazy<Regex> words = new(() => new(
        string.Join('|', Lexicon.Select(Regex.Escape)) + @"|[一-鿿，。！？：；、“”（）《》]"
        + @"|'s|'t|'re|'ve|'m|'ll|'d| ?(?:(?![一-鿿])\p{L})+| ?\p{N}+| ?[^\s\p{L}\p{N}，。！？：；、“”（）《》]+|\s+(?!\S)|\s+",
        RegexOptions.Compiled | RegexOptions.CultureInvariant));

    /// <summary>Sentences of the later stages: questions, tasks, answers and reviews.</summary>
    public static IEnumerable<string> Talk(Language language) => TalkLines(language).Select(line => line.Replace("·", "", StringComparison.Ordinal));

    private static IEnumerable<string> TalkLines(Language language) =>
        Read("talk").Split('\n').Where(line => line.Contains(" | ", StringComparison.Ordinal)).Skip(1).Select(line => line.Split(" | ")[language == Language.English ? 0 : 1]);

    private static WorldGrammar Load(string name) => WorldGrammar.Parse(Read(name), name);

    internal static string Read(string name)
    {
        using var stream = typeof(World).Assembly.GetManifestResourceStream(name + ".txt")
            ?? throw new InvalidOperationException($"{name}.txt is not part of this assembly.");
        return new StreamReader(stream).ReadToEnd();
    }
}
