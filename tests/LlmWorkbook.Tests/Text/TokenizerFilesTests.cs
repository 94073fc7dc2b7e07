using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LlmWorkbook.Text;

namespace LlmWorkbook.Tests.Text;

public sealed class TokenizerFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly BpeVocabulary bpe = BpeTrainer.Train(["low low lower 中国 中国"], 270, ["[PAD]", "[MASK]"], new Regex("中国|" + Gpt2Pattern.Text)) with { StripsSpaceBefore = ["[MASK]"] };
    private readonly WordPieceVocabulary wordPiece = WordPieceTrainer.Train(["low low lower 中国 中国"], 30, ["[PAD]"]);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void VocabularyAndMergesComeBackAsTheyWere()
    {
        BpeFiles.Write(bpe, folder.Path);

        var read = BpeFiles.Read(folder.Path, bpe.SpecialTokens, bpe.PreTokenisation);

        Assert.Equal(bpe.Ids, read.Ids);
        Assert.Equal(bpe.Merges, read.Merges);
        Assert.Equal("#version: 0.2", File.ReadLines(In("merges.txt")).First());
    }

    [Fact]
    public void TokenizerJsonOfBpeComesBackAsItWas()
    {
        TokenizerJson.Write(bpe, In("tokenizer.json"));

        var read = TokenizerJson.ReadBpe(In("tokenizer.json"));

        Assert.Equal(bpe.Ids, read.Ids);
        Assert.Equal(bpe.Merges, read.Merges);
        Assert.Equal(bpe.SpecialTokens, read.SpecialTokens);
        Assert.Equal(bpe.StripsSpaceBefore, read.StripsSpaceBefore);
        Assert.Equal(bpe.PreTokenisation.ToString(), read.PreTokenisation.ToString());
        Assert.Contains(@"中国|'s|'t|", File.ReadAllText(In("tokenizer.json")));
    }

    [Theory]
    [InlineData("##")]
    [InlineData("")]
    public void TokenizerJsonOfWordPieceComesBackAsItWas(string prefix)
    {
        var vocabulary = WordPieceTrainer.Train(["low low lower 中国 中国"], 30, ["[PAD]"], continuingPrefix: prefix);
        TokenizerJson.Write(vocabulary, In("tokenizer.json"));

        var read = TokenizerJson.ReadWordPiece(In("tokenizer.json"));

        Assert.Equal(vocabulary.Tokens, read.Tokens);
        Assert.Equal(vocabulary.SpecialTokens, read.SpecialTokens);
        Assert.Equal((vocabulary.ContinuingPrefix, vocabulary.PreTokenisation.ToString()), (read.ContinuingPrefix, read.PreTokenisation.ToString()));
    }

    [Fact]
    public void AFileOfGpt2sKindIsRead()
    {
        TokenizerJson.Write(bpe, In("tokenizer.json"));
        Change(json =>
        {
            json["pre_tokenizer"] = new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = false };
            json["model"]!["merges"] = new JsonArray([.. bpe.Merges.Select(m => (JsonNode)new JsonArray(m.Left, m.Right))]);
        });

        var read = TokenizerJson.ReadBpe(In("tokenizer.json"));

        Assert.Equal(Gpt2Pattern.Text, read.PreTokenisation.ToString());
        Assert.Equal(bpe.Merges, read.Merges);
    }

    [Fact]
    public void IsolatedSplittingKeepsWhatLiesBetweenTheMatches()
    {
        TokenizerJson.Write(bpe, In("tokenizer.json"));
        Change(json =>
        {
            json["pre_tokenizer"]!["pretokenizers"]![0]!["pattern"]!["Regex"] = "[a-z]+";
            json["pre_tokenizer"]!["pretokenizers"]![0]!["behavior"] = "Isolated";
            json["pre_tokenizer"]!["pretokenizers"]![0]!["invert"] = false;
        });
        var tokenizer = TokenizerJson.ReadBpe(In("tokenizer.json")).ToTokenizer();

        Assert.Equal("12 low 😀", tokenizer.Decode(tokenizer.EncodeToIds("12 low 😀")));
    }

    [Theory]
    [InlineData("no JSON", "it is no JSON")]
    [InlineData("[1]", "holds no JSON object")]
    [InlineData("{}", "has no model")]
    [InlineData("""{"model":{"type":"Unigram"}}""", "its model is Unigram, not BPE")]
    [InlineData("""{"model":{"type":"BPE"}}""", "has no vocabulary")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":-1}}}""", "id of the token 'a'")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0,"b":0}}}""", "id 0 is given twice")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0}}}""", "has no merges")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0,"a":1}}}""", "it is no JSON")]
    [InlineData("""{"model":{"type":"BPE","dropout":0.1,"vocab":{"a":0}}}""", "dropout")]
    [InlineData("""{"model":{"type":"BPE","ignore_merges":true,"vocab":{"a":0}}}""", "ignore_merges")]
    [InlineData("""{"normalizer":{"type":"NFC"},"model":{"type":"BPE","vocab":{"a":0}}}""", "normalizer")]
    public void WhatIsWrongWithAFileIsSaidInOneSentence(string content, string expected)
    {
        File.WriteAllText(In("tokenizer.json"), content);

        Says(expected, () => TokenizerJson.ReadBpe(In("tokenizer.json")));
    }

    [Fact]
    public void WhatAFileAsksForAndIsNotDoneHereIsNamed()
    {
        Refused("the byte 255", json => ((JsonObject)json["model"]!["vocab"]!).Remove("ÿ"));
        Refused("merge 1 is no merge", json => json["model"]!["merges"]![0] = "o w l");
        Refused("no token 'zz'", json => json["model"]!["merges"]![0] = "zz w");
        Refused("a second time", json => json["model"]!["merges"]![1] = json["model"]!["merges"]![0]!.DeepClone());
        Refused("contradicts the vocabulary", json => json["added_tokens"]![0]!["id"] = 5);
        Refused("rstrip", json => json["added_tokens"]![0]!["rstrip"] = true);
        Refused("add_prefix_space", json => json["pre_tokenizer"]!["pretokenizers"]![1]!["add_prefix_space"] = true);
        Refused("not byte-level (Metaspace)", json => json["pre_tokenizer"] = new JsonObject { ["type"] = "Metaspace" });
        Refused("splits in a way", json => json["pre_tokenizer"]!["pretokenizers"]![0]!["behavior"] = "Contiguous");
        Refused("regular expression is none of .NET's", json => json["pre_tokenizer"]!["pretokenizers"]![0]!["pattern"]!["Regex"] = "(a");

        void Refused(string expected, Action<JsonNode> change)
        {
            TokenizerJson.Write(bpe, In("tokenizer.json"));
            Change(change);
            Says(expected, () => TokenizerJson.ReadBpe(In("tokenizer.json")));
        }
    }

    [Fact]
    public void MissingFilesAndTokensAreNamed()
    {
        Says("does not exist", () => TokenizerJson.ReadWordPiece(In("none.json")));
        Says("does not exist", () => BpeFiles.Read(folder.Path));
        BpeFiles.Write(bpe, folder.Path);
        Says("no token '[CLS]'", () => BpeFiles.Read(folder.Path, ["[CLS]"]));
        TokenizerJson.Write(wordPiece with { UnknownToken = "[NO]" }, In("tokenizer.json"));
        Says("no token '[NO]'", () => TokenizerJson.ReadWordPiece(In("tokenizer.json")));
    }

    private static void Says(string expected, Func<object> read)
    {
        string message = Assert.Throws<WorkbookException>(read).Message;
        Assert.Contains(expected, message);
        Assert.DoesNotContain('\n', message);
        Assert.EndsWith(".", message);
    }

    private string In(string name) => Path.Combine(folder.Path, name);

    private void Change(Action<JsonNode> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(In("tokenizer.json")))!;
        change(json);
        File.WriteAllText(In("tokenizer.json"), json.ToJsonString());
    }
}
