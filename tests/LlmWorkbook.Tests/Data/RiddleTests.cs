using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Training;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Data;

public class RiddleTests
{
    /// <summary>The posterior, counted over all facts instead of asked from the grammar.</summary>
    [Theory]
    [InlineData(Language.English, 1)]
    [InlineData(Language.English, 2)]
    [InlineData(Language.Chinese, 2)]
    public void The_floor_is_Bayes_rule_over_all_facts(Language language, int masks)
    {
        var all = World.Facts.All(language).Select(d => (Tokens: WorldTokenizer.Encode(d.Text), P: Math.Pow(2, -d.Bits))).ToList();
        foreach (var riddle in Riddle.Draw(World.Facts, language, 40, masks, seed: 3))
        {
            int[] row = riddle.Row.Tokens[1..^1], hidden = [.. riddle.Places.Select(p => p - 1)];
            Assert.Equal(masks, hidden.Length);
            var fitting = all.Where(f => f.Tokens.Length == row.Length && f.Tokens.Index().All(t => hidden.Contains(t.Index) || t.Item == row[t.Index])).ToList();
            double floor = hidden.Sum(i => -Math.Log(fitting.Where(f => f.Tokens[i] == row[i]).Sum(f => f.P) / fitting.Sum(f => f.P)));
            Assert.Equal(floor, riddle.FloorNats, 1e-9);
            foreach (var (i, posterior) in hidden.Zip(riddle.Posteriors))
            {
                Assert.Equal(1, posterior.Values.Sum(), 1e-9);
                Assert.Equal(fitting.Select(f => f.Tokens[i]).Distinct().Count(), posterior.Count);
            }
            Assert.Equal(masks, riddle.Text.Split("[MASK]").Length - 1);
            Assert.Equal(row.Length, WorldTokenizer.Encode(riddle.Text).Length);
        }
    }

    [Fact]
    public void A_model_s_nats_are_those_of_the_hidden_words_alone()
    {
        manual_seed(4);
        using var model = new Encoder(new() { VocabularySize = WorldTokenizer.Size, BlockSize = 16, Layers = 1, Heads = 2, Width = 8 }, CPU);
        var riddles = Riddle.Draw(World.Facts, Language.Chinese, 7, 2, seed: 1);
        var nats = MaskedGuesses.Nats(model, riddles, batchSize: 3);
        Assert.Equal(7, nats.Count);
        for (int n = 0; n < 7; n++)
        {
            var guesses = MaskedGuesses.Likeliest(model, riddles[n].Text, WorldTokenizer.Size);
            double sum = riddles[n].Places.Zip(guesses).Sum(x => -Math.Log(x.Second.Single(w => w.Word == WorldTokenizer.Decode([riddles[n].Row.Tokens[x.First]]).Trim()).Probability));
            Assert.Equal(sum, nats[n], 1e-4);
        }
        Assert.All(MaskedGuesses.Likeliest(model, "北京是[MASK]的首都", 3), words => Assert.Equal(words.OrderByDescending(w => w.Probability), words));
    }
}
