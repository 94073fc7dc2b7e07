using LlmWorkbook.Data;

namespace LlmWorkbook.Tests.Data;

public sealed class RankingsTests
{
    [Fact]
    public void Pairs_of_a_ranking_are_Bradley_and_Terrys()
    {
        double[] rewards = [0, 1, -0.5, 2.5];
        const int Count = 40_000;
        var before = new int[4, 4];
        for (int n = 0; n < Count; n++)
        {
            var order = Rankings.Rank(rewards, SplitMix64.At(3, n));
            for (int i = 0; i < 4; i++)
                for (int j = i + 1; j < 4; j++)
                    before[order[i], order[j]]++;
        }
        for (int a = 0; a < 4; a++)
            for (int b = a + 1; b < 4; b++)
            {
                double p = 1 / (1 + Math.Exp(rewards[b] - rewards[a]));
                Assert.InRange(before[a, b] / (double)Count - p, -3 * Math.Sqrt(p * (1 - p) / Count), 3 * Math.Sqrt(p * (1 - p) / Count));
            }
    }

    [Theory]
    [InlineData(Language.English)]
    [InlineData(Language.Chinese)]
    public void Floor_and_ceiling_of_a_set_of_pairs_are_what_the_true_reward_reaches(Language language)
    {
        var rankings = Rankings.Documents(language, Split.Validation, seed: 4, 1_500).Select(r => r.Pairs.ToList()).ToList();
        Near(0, [.. rankings.Select(pairs => pairs.Average(p => -Math.Log(p.Probability)) - PreferencePair.BayesLoss(pairs))]);
        Near(0, [.. rankings.Select(pairs => pairs.Average(p => p.Margin > 0 ? 1 : p.Margin < 0 ? 0 : 0.5) - PreferencePair.BayesAccuracy(pairs))]);

        static void Near(double expected, double[] values)
        {
            double mean = values.Average();
            double standardError = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / values.Length / values.Length);
            Assert.InRange(mean, expected - 3 * standardError, expected + 3 * standardError);
        }
    }

    [Fact]
    public void A_ranking_holds_K_different_answers_and_all_their_pairs()
    {
        foreach (var ranking in Rankings.Documents(Language.English, Split.Composition, 1, 20, answers: 5))
        {
            Assert.Equal(5, ranking.Answers.Distinct().Count());
            Assert.Equal(10, ranking.Pairs.Count());
            Assert.All(ranking.Pairs, p => Assert.True(ranking.Answers.ToList().IndexOf(p.Chosen) < ranking.Answers.ToList().IndexOf(p.Rejected)));
        }
    }

    [Fact]
    public void Questions_that_are_held_out_are_not_ranked_in_training()
    {
        var trained = Question.Documents(Language.English, Split.Train, 1, 20_000).Select(q => (q.Task, q.Item)).ToHashSet();
        Assert.DoesNotContain(Question.Documents(Language.English, Split.Composition, 1, 2_000), q => trained.Contains((q.Task, q.Item)));
    }
}
