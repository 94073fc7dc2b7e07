using System.Text.Json.Nodes;

namespace LlmWorkbook.Text;

/// <summary>
/// Hugging Face's tokenizer.json: vocabulary, special tokens and pre-tokenisation in one file, which their libraries read as it is.
/// Byte-level BPE and WordPiece; what else such a file can say is refused by name when it is read.
/// </summary>
public static class TokenizerJson
{
    /// <summary>Writes a byte-level BPE vocabulary.</summary>
    public static void Write(BpeVocabulary vocabulary, string path) => JsonFile.Write(path, File(
        vocabulary.SpecialTokens.Select(t => (t, vocabulary.Ids[t], vocabulary.StripsSpaceBefore.Contains(t))),
        normalizer: null,
        new JsonObject
        {
            ["type"] = "Sequence",
            ["pretokenizers"] = new JsonArray(Split(vocabulary.PreTokenisation.ToString()), ByteLevel()),
        },
        ByteLevel(),
        new JsonObject
        {
            ["type"] = "BPE",
            ["dropout"] = null,
            ["unk_token"] = null,
            ["continuing_subword_prefix"] = null,
            ["end_of_word_suffix"] = null,
            ["fuse_unk"] = false,
            ["byte_fallback"] = false,
            ["vocab"] = new JsonObject(vocabulary.Ids.OrderBy(t => t.Value).Select(t => KeyValuePair.Create(t.Key, (JsonNode?)t.Value))),
            ["merges"] = new JsonArray([.. vocabulary.Merges.Select(m => (JsonNode)$"{m.Left} {m.Right}")]),
        }));

    /// <summary>Writes a WordPiece vocabulary.</summary>
    public static void Write(WordPieceVocabulary vocabulary, string path)
    {
        var ids = vocabulary.Tokens.Index().Select(t => KeyValuePair.Create(t.Item, t.Index)).ToDictionary(StringComparer.Ordinal);
        bool isPrefixed = vocabulary.ContinuingPrefix.Length > 0;
        JsonFile.Write(path, File(
            vocabulary.SpecialTokens.Select(t => (t, ids[t], false)),
            isPrefixed ? null : new JsonObject { ["type"] = "Replace", ["pattern"] = new JsonObject { ["Regex"] = @"\s" }, ["content"] = " " },
            Split(vocabulary.PreTokenisation.ToString()),
            isPrefixed ? new JsonObject { ["type"] = "WordPiece", ["prefix"] = vocabulary.ContinuingPrefix, ["cleanup"] = true } : new JsonObject { ["type"] = "Fuse" },
            new JsonObject
            {
                ["type"] = "WordPiece",
                ["unk_token"] = vocabulary.UnknownToken,
                ["continuing_subword_prefix"] = vocabulary.ContinuingPrefix,
                ["max_input_chars_per_word"] = 100,
                ["vocab"] = new JsonObject(ids.Select(t => KeyValuePair.Create(t.Key, (JsonNode?)t.Value))),
            }));
    }

    /// <summary>Reads a byte-level BPE vocabulary.</summary>
    /// <exception cref="WorkbookException">The file is missing or damaged, or asks for something that the workbook does not do.</exception>
    public static BpeVocabulary ReadBpe(string path) => new TokenizerJsonReader(path).Bpe();

    /// <summary>Reads a WordPiece vocabulary.</summary>
    /// <exception cref="WorkbookException">The file is missing or damaged, or asks for something that the workbook does not do.</exception>
    public static WordPieceVocabulary ReadWordPiece(string path) => new TokenizerJsonReader(path).WordPiece();

    private static JsonObject File(IEnumerable<(string Text, int Id, bool StripsSpace)> special, JsonObject? normalizer, JsonObject preTokenizer, JsonObject decoder, JsonObject model) => new()
    {
        ["version"] = "1.0",
        ["truncation"] = null,
        ["padding"] = null,
        ["added_tokens"] = new JsonArray([.. special.Select(t => (JsonNode)new JsonObject
        {
            ["id"] = t.Id,
            ["content"] = t.Text,
            ["single_word"] = false,
            ["lstrip"] = t.StripsSpace,
            ["rstrip"] = false,
            ["normalized"] = false,
            ["special"] = true,
        })]),
        ["normalizer"] = normalizer,
        ["pre_tokenizer"] = preTokenizer,
        ["post_processor"] = null,
        ["decoder"] = decoder,
        ["model"] = model,
    };

    /// <summary>The matches are the pieces, and what lies between them is dropped: "Removed" takes away what is no match once it is inverted.</summary>
    private static JsonObject Split(string pattern) => new()
    {
        ["type"] = "Split",
        ["pattern"] = new JsonObject { ["Regex"] = PortablePattern.Of(pattern) },
        ["behavior"] = "Removed",
        ["invert"] = true,
    };

    private static JsonObject ByteLevel() => new() { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = true, ["use_regex"] = false };
}
