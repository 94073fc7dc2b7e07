using LlmWorkbook.Data;
using LlmWorkbook.Metrics;

namespace LlmWorkbook.Tests.Metrics;

public sealed class EloTests
{
    [Fact]
    public void Two_players_are_the_log_of_their_odds_apart()
    {
        double[] ratings = Elo.Ratings(new double[,] { { 0, 10 }, { 30, 0 } });
        Assert.Equal(0, ratings[0]);
        Assert.Equal(400 * Math.Log10(3), ratings[1], 6);
    }

    [Fact]
    public void Ratings_that_made_the_games_are_found_again()
    {
        double[] true_ = [0, 150, -220, 60];
        var wins = new double[4, 4];
        for (int i = 0; i < 4; i++)
            for (int j = 0; j < 4; j++)
                wins[i, j] = i == j ? 0 : 100 / (1 + Math.Pow(10, (true_[j] - true_[i]) / 400));   // exactly as often as expected
        Assert.All(Elo.Ratings(wins).Zip(true_), p => Assert.Equal(p.Second, p.First, 4));
    }

    [Fact]
    public void At_the_fit_every_player_has_won_as_often_as_expected()
    {
        var random = new SplitMix64(7);
        var wins = new double[5, 5];
        for (int i = 0; i < 5; i++)
            for (int j = 0; j < 5; j++)
                wins[i, j] = i == j ? 0 : 1 + random.Next(20);
        double[] r = Elo.Ratings(wins);
        for (int i = 0; i < 5; i++)
        {
            var others = Enumerable.Range(0, 5).Where(j => j != i).ToList();
            Assert.Equal(others.Sum(j => wins[i, j]), others.Sum(j => (wins[i, j] + wins[j, i]) / (1 + Math.Pow(10, (r[j] - r[i]) / 400))), 4);
        }
    }

    [Fact]
    public void One_who_never_lost_has_no_rating()
    {
        Assert.Contains("Player 0 never lost", Assert.Throws<WorkbookException>(() => Elo.Ratings(new double[,] { { 0, 3 }, { 0, 0 } })).Message);
        Assert.Contains("Player 0 never won", Assert.Throws<WorkbookException>(() => Elo.Ratings(new double[,] { { 0, 0 }, { 3, 0 } })).Message);
    }
}
