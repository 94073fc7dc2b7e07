using System.Text;
using System.Text.RegularExpressions;
using LlmWorkbook.Data;
using LlmWorkbook.Text;

namespace LlmWorkbook.Tests.Text;

public class BpeTrainerTests
{
    [Fact]
    public void LearnsTheMergesThatCountingAgainAndAgainGives()
    {
        var random = new SplitMix64(7);
        for (int round = 0; round < 40; round++)
        {
            // Few letters and long runs: overlapping pairs, ties, and two ways to one token.
            string[] texts = [.. Enumerable.Range(0, 12).Select(_ => string.Concat(Enumerable.Range(0, 30).Select(_ => "aaabbc é中"[random.Next(9)])))];

            Assert.Equal(Naive(texts, 300 + round), BpeTrainer.Train(texts, 300 + round).Merges);
        }
    }

    [Fact]
    public void SpecialTokensComeFirstThenTheBytesThenTheMerges()
    {
        var vocabulary = BpeTrainer.Train(["low low lower"], 261, ["[PAD]", "<|end|>"]);

        Assert.Equal(261, vocabulary.Size);
        Assert.Equal((0, 1), (vocabulary.Ids["[PAD]"], vocabulary.Ids["<|end|>"]));
        Assert.Equal((2, 2 + 'a'), (vocabulary.Ids["Ā"], vocabulary.Ids["a"]));
        Assert.Equal([("o", "w"), ("l", "ow"), ("Ġ", "low")], vocabulary.Merges);
        Assert.Equal((258, 259, 260), (vocabulary.Ids["ow"], vocabulary.Ids["low"], vocabulary.Ids["Ġlow"]));
    }

    [Fact]
    public void OfEquallyFrequentPairsTheGreatestByteStringsGoFirst()
    {
        // Twice each. The space is written Ġ, which is greater than z as a character and less as a byte.
        var vocabulary = BpeTrainer.Train(["ab", "ab", "zb", "zb", "za", "za", " q", " q", "é", "é"], 1000);

        Assert.Equal([("Ã", "©"), ("z", "b"), ("z", "a"), ("a", "b"), ("Ġ", "q")], vocabulary.Merges);
    }

    [Fact]
    public void OrderAndCuttingOfTheTextsDoNotMatter()
    {
        string[] texts = Grammar.Everyday().WriteMany(20_000, seed: 1).Split('\n');

        var first = BpeTrainer.Train(texts, 400);
        var second = BpeTrainer.Train([.. texts.Reverse()], 400);

        Assert.Equal(first.Merges, second.Merges);
        Assert.Equal(first.Ids, second.Ids);
    }

    [Fact]
    public void StopsWhenNoPairOccursTwice() => Assert.Equal(256, BpeTrainer.Train(["abcdefg"], 1000).Size);

    [Fact]
    public void NothingIsMergedOverTheEdgeOfAPieceOrWithASpecialToken()
    {
        var lexicon = new Regex("北京|中国|" + Gpt2Pattern.Text);
        var vocabulary = BpeTrainer.Train(Enumerable.Repeat("北京中国<|end|>", 5), 400, ["<|end|>"], lexicon);
        var tokenizer = vocabulary.ToTokenizer();

        Assert.Equal(["北京", "中国", "<|end|>"], tokenizer.EncodeToIds("北京中国<|end|>").Select(id => vocabulary.Readable(vocabulary.Ids.Single(t => t.Value == id).Key)));
        Assert.DoesNotContain(vocabulary.Ids.Keys.Select(vocabulary.Readable), t => t is "京中" || t.Contains("国<"));
    }

    [Fact]
    public void RefusesWhatCannotWork()
    {
        Assert.Contains("must be at least 258", Assert.Throws<WorkbookException>(() => BpeTrainer.Train(["a"], 257, ["x", "y"])).Message);
        Assert.Contains("once", Assert.Throws<WorkbookException>(() => BpeTrainer.Train(["a"], 300, ["x", "x"])).Message);
    }

    /// <summary>The definition, word for word: count all pairs, merge the best everywhere, count again.</summary>
    private static List<(string, string)> Naive(string[] texts, int size)
    {
        var words = texts.SelectMany(t => Gpt2Pattern.Regex.Matches(t)).Select(m => m.Value).GroupBy(w => w)
            .Select(g => (Tokens: Encoding.UTF8.GetBytes(g.Key).Select(b => ByteCharacters.FromBytes([b])).ToList(), Count: g.Count())).ToList();
        var merges = new List<(string, string)>();
        var known = new HashSet<string>();
        while (256 + known.Count < size)
        {
            var best = words.SelectMany(w => w.Tokens.Zip(w.Tokens.Skip(1)).Select(pair => (pair, w.Count))).GroupBy(p => p.pair)
                .Select(g => (Pair: g.Key, Count: g.Sum(p => p.Count)))
                .OrderByDescending(p => p.Count).ThenByDescending(p => Hex(p.Pair.First), StringComparer.Ordinal).ThenByDescending(p => Hex(p.Pair.Second), StringComparer.Ordinal)
                .FirstOrDefault();
            if (best.Count < 2)
                break;
            foreach (var (tokens, _) in words)
            {
                for (int i = 0; i + 1 < tokens.Count; i++)
                {
                    if ((tokens[i], tokens[i + 1]) != best.Pair)
                        continue;
                    tokens[i] += tokens[i + 1];
                    tokens.RemoveAt(i + 1);
                }
            }
            known.Add(best.Pair.First + best.Pair.Second);
            if (!merges.Contains(best.Pair))
                merges.Add(best.Pair);
        }
        return merges;

        static string Hex(string token) => Convert.ToHexString(ByteCharacters.ToBytes(token));
    }
}
