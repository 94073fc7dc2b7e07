using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LlmWorkbook.Text;

/// <summary>
/// GPT-2's two files: vocab.json, token texts and ids, and merges.txt, "left right" on each line in the order of merging. They do not
/// say which tokens are special or what the pre-tokenisation is; <see cref="TokenizerJson"/> does.
/// </summary>
public static class BpeFiles
{
    private const string VocabularyFile = "vocab.json";
    private const string MergesFile = "merges.txt";

    /// <summary>Writes vocab.json and merges.txt into a folder, which is made if need be.</summary>
    public static void Write(BpeVocabulary vocabulary, string folder)
    {
        Directory.CreateDirectory(folder);
        JsonFile.Write(Path.Combine(folder, VocabularyFile), new JsonObject(vocabulary.Ids.OrderBy(t => t.Value).Select(t => KeyValuePair.Create(t.Key, (JsonNode?)t.Value))));
        File.WriteAllLines(Path.Combine(folder, MergesFile), vocabulary.Merges.Select(m => $"{m.Left} {m.Right}").Prepend("#version: 0.2"));
    }

    /// <summary>Reads the vocab.json and merges.txt of a folder.</summary>
    /// <param name="folder">Holds both files.</param>
    /// <param name="specialTokens">Which tokens of the vocabulary are special.</param>
    /// <param name="preTokenisation">What a piece looks like; GPT-2's when null.</param>
    /// <exception cref="WorkbookException">A file is missing or damaged, or they do not fit together.</exception>
    public static BpeVocabulary Read(string folder, IReadOnlyList<string>? specialTokens = null, Regex? preTokenisation = null) =>
        Read(Path.Combine(folder, VocabularyFile), Path.Combine(folder, MergesFile), specialTokens, preTokenisation);

    /// <summary>Reads two files of other names.</summary>
    /// <exception cref="WorkbookException">A file is missing or damaged, or they do not fit together.</exception>
    public static BpeVocabulary Read(string vocabulary, string merges, IReadOnlyList<string>? specialTokens = null, Regex? preTokenisation = null)
    {
        var ids = JsonFile.Vocabulary(vocabulary, JsonFile.Read(vocabulary));
        var pairs = TextFile.Read(merges).Split('\n').Select((line, i) => (Text: line.TrimEnd('\r'), Place: $"line {i + 1}"))
            .Where(line => line.Text.Length > 0 && !line.Text.StartsWith("#version", StringComparison.Ordinal));
        foreach (string token in (specialTokens ?? []).Where(t => !ids.ContainsKey(t)))
            throw JsonFile.Wrong(vocabulary, $"it has no token '{token}', which is to be a special one");
        return Assemble(ids, pairs, merges, specialTokens ?? [], preTokenisation ?? Gpt2Pattern.Regex);
    }

    /// <summary>Puts a vocabulary together of what a file says, once it is sound.</summary>
    /// <param name="ids">Token texts and ids.</param>
    /// <param name="merges">"left right", and where that stands.</param>
    /// <param name="file">Named in messages about a merge.</param>
    /// <param name="specialTokens">Some of the token texts.</param>
    /// <param name="preTokenisation">What a piece looks like.</param>
    internal static BpeVocabulary Assemble(Dictionary<string, int> ids, IEnumerable<(string Text, string Place)> merges, string file, IReadOnlyList<string> specialTokens, Regex preTokenisation)
    {
        for (int b = 0; b < 256; b++)
        {
            if (!ids.ContainsKey(ByteCharacters.FromBytes([(byte)b])))
                throw JsonFile.Wrong(file, $"the vocabulary lacks a token for the byte {b}, so it is no byte-level one");
        }
        var pairs = new OrderedDictionary<(string Left, string Right), string>();
        foreach (var (text, place) in merges)
        {
            if (text.Split(' ') is not [{ Length: > 0 } left, { Length: > 0 } right])
                throw JsonFile.Wrong(file, $"{place} is no merge, two tokens with one space between them");
            if (new[] { left, right, left + right }.FirstOrDefault(t => !ids.ContainsKey(t)) is { } missing)
                throw JsonFile.Wrong(file, $"{place} merges '{left}' and '{right}', and the vocabulary has no token '{missing}'");
            if (!pairs.TryAdd((left, right), place))
                throw JsonFile.Wrong(file, $"{place} merges '{left}' and '{right}' a second time");
        }
        return new() { Ids = ids, Merges = [.. pairs.Keys], SpecialTokens = specialTokens, PreTokenisation = preTokenisation };
    }
}
