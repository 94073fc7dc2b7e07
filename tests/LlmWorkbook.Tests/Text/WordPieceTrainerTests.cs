using LlmWorkbook.Data;
using LlmWorkbook.Text;

namespace LlmWorkbook.Tests.Text;

public class WordPieceTrainerTests
{
    [Fact]
    public void LearnsTheMergesThatScoringAgainAndAgainGives()
    {
        var random = new SplitMix64(3);
        for (int round = 0; round < 20; round++)
        {
            string[] texts = [.. Enumerable.Range(0, 12).Select(_ => string.Concat(Enumerable.Range(0, 30).Select(_ => "aabbc é中"[random.Next(8)])))];

            Assert.Equal(Naive(texts, 60), WordPieceTrainer.Train(texts, 60).Tokens);
        }
    }

    [Fact]
    public void TakesWhatTheTextGainsMostFromNotTheMostFrequentPair()
    {
        // "ab" stands there oftener than "xy", but only as often as chance has it: a and b stand nearly everywhere.
        var texts = Enumerable.Repeat("aab bab aba bba", 10).Concat(Enumerable.Repeat("xy", 9));

        Assert.Equal("xy", WordPieceTrainer.Train(texts, 8).Tokens[^1]);
    }

    [Fact]
    public void WithoutAPrefixAPieceHasOneFormAndTheSpacesStayInTheWords()
    {
        var vocabulary = WordPieceTrainer.Train(["low slow low slow"], 20, continuingPrefix: "");
        var tokenizer = vocabulary.ToTokenizer();

        Assert.DoesNotContain(vocabulary.Tokens, t => t.StartsWith('#'));
        Assert.Equal("slow  low", tokenizer.Decode(tokenizer.EncodeToIds("slow\n low")));
    }

    [Fact]
    public void RefusesASizeWithoutRoomForTheCharacters() =>
        Assert.Contains("at least 4", Assert.Throws<WorkbookException>(() => WordPieceTrainer.Train(["abc"], 3)).Message);

    /// <summary>The definition: score all pairs, merge the best everywhere, count again.</summary>
    private static List<string> Naive(string[] texts, int size)
    {
        var words = texts.SelectMany(t => WordPattern.Regex.Matches(t)).Select(m => m.Value).Select(w => w.Select((c, i) => (i == 0 ? "" : "##") + c).ToList()).ToList();
        var tokens = words.SelectMany(w => w).Distinct().Order(StringComparer.Ordinal).Prepend("[UNK]").ToList();
        while (tokens.Count < size)
        {
            var counts = words.SelectMany(w => w).CountBy(t => t).ToDictionary();
            double total = counts.Values.Sum();
            var best = words.SelectMany(w => w.Zip(w.Skip(1))).CountBy(p => p).Where(p => p.Value > 1)
                .Select(p => (Pair: p.Key, Score: p.Value * (Math.Log(p.Value) + Math.Log(total) - Math.Log(counts[p.Key.First]) - Math.Log(counts[p.Key.Second]))))
                .OrderByDescending(p => p.Score).ThenByDescending(p => p.Pair.First, StringComparer.Ordinal).ThenByDescending(p => p.Pair.Second, StringComparer.Ordinal)
                .FirstOrDefault();
            if (best.Pair.First is null)
                break;
            string merged = best.Pair.First + best.Pair.Second[2..];
            foreach (var word in words)
            {
                for (int i = 0; i + 1 < word.Count; i++)
                {
                    if ((word[i], word[i + 1]) != best.Pair)
                        continue;
                    word[i] = merged;
                    word.RemoveAt(i + 1);
                }
            }
            if (!tokens.Contains(merged))
                tokens.Add(merged);
        }
        return tokens;
    }
}
