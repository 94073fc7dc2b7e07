using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LlmWorkbook.Text;

/// <summary>Reads one tokenizer.json; what the workbook's tokenizers cannot do the same way is refused by name.</summary>
internal sealed class TokenizerJsonReader
{
    private readonly string path;
    private readonly JsonObject file;
    private readonly JsonObject model;

    public TokenizerJsonReader(string path)
    {
        this.path = path;
        file = JsonFile.Read(path);
        model = file["model"] as JsonObject ?? throw Wrong("it has no model");
    }

    public BpeVocabulary Bpe()
    {
        ExpectModel("BPE");
        foreach (string property in new[] { "dropout", "continuing_subword_prefix", "end_of_word_suffix" })
            Refuse(Is(model[property]), $"its BPE model has {property}");
        foreach (string property in new[] { "byte_fallback", "ignore_merges" })
            Refuse(IsTrue(model[property]), $"its BPE model has {property}");
        Refuse(Is(file["normalizer"]), "it has a normalizer");
        var ids = JsonFile.Vocabulary(path, model["vocab"]);
        var special = SpecialTokens(ids);
        var merges = (model["merges"] as JsonArray ?? throw Wrong("its model has no merges")).Select((m, i) => (Text: Merge(m), $"merge {i + 1}"));
        return BpeFiles.Assemble(ids, merges, path, [.. special.Select(t => t.Text)], Pattern(BpePattern(file["pre_tokenizer"]))) with
        {
            StripsSpaceBefore = [.. special.Where(t => t.StripsSpace).Select(t => t.Text)],
        };
    }

    public WordPieceVocabulary WordPiece()
    {
        ExpectModel("WordPiece");
        string prefix = JsonFile.Text(model["continuing_subword_prefix"]) ?? "##", unknown = JsonFile.Text(model["unk_token"]) ?? "[UNK]";
        bool isSpacesOnly = Type(file["normalizer"]) == "Replace" && JsonFile.Text(file["normalizer"]!["pattern"]?["Regex"]) == @"\s" && JsonFile.Text(file["normalizer"]!["content"]) == " ";
        Refuse(Is(file["normalizer"]) && !isSpacesOnly, $"it has a normalizer ({Type(file["normalizer"])})");
        Refuse(isSpacesOnly != (prefix.Length == 0), "its normalizer does not fit its prefix");
        var ids = JsonFile.Vocabulary(path, model["vocab"]);
        Refuse(!ids.ContainsKey(unknown), $"the vocabulary has no token '{unknown}'");
        var special = SpecialTokens(ids);
        Refuse(special.Any(t => t.StripsSpace), "a special token of its WordPiece model has lstrip");
        Refuse(ids.Values.Max() != ids.Count - 1, "the ids of its WordPiece model have gaps");
        Refuse(ids.Keys.Any(t => t.Length == 0 || t.Contains('\n') || t.Contains('\r')), "a token of its WordPiece model is empty or holds a line break");
        return new()
        {
            Tokens = [.. ids.OrderBy(t => t.Value).Select(t => t.Key)],
            SpecialTokens = [.. special.Select(t => t.Text).Where(t => t != unknown).Prepend(unknown)],
            ContinuingPrefix = prefix,
            UnknownToken = unknown,
            PreTokenisation = Pattern(SplitPattern(file["pre_tokenizer"])),
        };
    }

    private void ExpectModel(string type) => Refuse(Type(model) != type, $"its model is {Type(model) ?? "of no type"}, not {type}");

    private List<(string Text, bool StripsSpace)> SpecialTokens(Dictionary<string, int> ids)
    {
        var special = new List<(string, bool)>();
        foreach (var token in file["added_tokens"] as JsonArray ?? [])
        {
            string text = JsonFile.Text(token?["content"]) is { Length: > 0 } content ? content : throw Wrong("an added token has no content");
            if (token!["id"]?.GetValueKind() != JsonValueKind.Number || !token["id"]!.AsValue().TryGetValue(out int id))
                throw Wrong($"the added token '{text}' has no id");
            foreach (string property in new[] { "single_word", "rstrip", "normalized" })
                Refuse(IsTrue(token[property]), $"the added token '{text}' has {property}");
            Refuse(ids.TryGetValue(text, out int known) ? known != id : ids.ContainsValue(id), $"the id {id} of the added token '{text}' contradicts the vocabulary");
            ids[text] = id;
            special.Add((text, IsTrue(token["lstrip"])));
        }
        return special;
    }

    /// <summary>A merge as "left right": newer files hold arrays of two.</summary>
    private static string Merge(JsonNode? merge) => merge is JsonArray parts ? string.Join(' ', parts.Select(JsonFile.Text)) : JsonFile.Text(merge) ?? "";

    private string BpePattern(JsonNode? preTokenizer)
    {
        JsonNode?[] steps = Type(preTokenizer) == "Sequence" ? [.. preTokenizer!["pretokenizers"] as JsonArray ?? []] : [preTokenizer];
        Refuse(steps.Length == 0 || Type(steps[^1]) != "ByteLevel", $"its pre-tokenizer is not byte-level ({Type(steps.LastOrDefault()) ?? "none"})");
        Refuse(IsTrue(steps[^1]!["add_prefix_space"]), "its pre-tokenizer has add_prefix_space");
        bool usesOwn = steps[^1]!["use_regex"] is null || IsTrue(steps[^1]!["use_regex"]);
        Refuse(steps.Length > 2 || (steps.Length == 2) == usesOwn, "its pre-tokenizer is neither GPT-2's nor one Split before ByteLevel");
        return usesOwn ? Gpt2Pattern.Portable : SplitPattern(steps[0]);
    }

    private string SplitPattern(JsonNode? split)
    {
        Refuse(Type(split) != "Split", $"its pre-tokenizer is {Type(split) ?? "none"}, not Split");
        string pattern = JsonFile.Text(split!["pattern"]?["Regex"]) ?? throw Wrong("its pre-tokenizer splits by no regular expression");
        return (JsonFile.Text(split["behavior"]), IsTrue(split["invert"])) switch
        {
            ("Removed", true) => pattern,
            // What lies between the matches is a piece too.
            ("Isolated", _) => $@"{pattern}|(?:(?!{pattern})[\s\S])+",
            _ => throw Wrong("its pre-tokenizer splits in a way that is not known here (Isolated, or Removed and inverted, are)"),
        };
    }

    private Regex Pattern(string pattern)
    {
        try
        {
            return new(PortablePattern.ToDotNet(pattern), RegexOptions.Compiled | RegexOptions.CultureInvariant);
        }
        catch (ArgumentException e)
        {
            throw JsonFile.Wrong(path, $"its pre-tokenizer's regular expression is none of .NET's ({e.Message.TrimEnd('.')})", e);
        }
    }

    private static string? Type(JsonNode? json) => json is JsonObject ? JsonFile.Text(json["type"]) : null;

    private static bool Is(JsonNode? json) => json is not null && JsonFile.Text(json) != "";

    private static bool IsTrue(JsonNode? json) => json?.GetValueKind() == JsonValueKind.True;

    private void Refuse(bool isWrong, string what)
    {
        if (isWrong)
            throw Wrong(what);
    }

    private WorkbookException Wrong(string what) => JsonFile.Wrong(path, what);
}
