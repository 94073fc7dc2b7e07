namespace LlmWorkbook.Metrics;

/// <summary>
/// Strengths of players from who beat whom: the maximum-likelihood fit of Bradley and Terry's model (1952), found by Hunter's iteration
/// (2004, "MM algorithms for generalized Bradley-Terry models", eq. 3), on the scale of Elo (1978): 400 points more win ten games of eleven.
/// </summary>
public static class Elo
{
    /// <summary>The ratings.</summary>
    /// <param name="wins">How often player i beat player j, (N, N); a tie is half a win for both. The diagonal is not read.</param>
    /// <returns>N ratings; the first player's is 0.</returns>
    /// <exception cref="WorkbookException">A player never lost, or never won: his rating would be infinite.</exception>
    public static double[] Ratings(double[,] wins)
    {
        int n = wins.GetLength(0);
        double Games(int i, int j) => i == j ? 0 : wins[i, j] + wins[j, i];
        double[] won = [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Sum(j => i == j ? 0 : wins[i, j]))];
        for (int i = 0; i < n; i++)
            if (won[i] == 0 || won[i] >= Enumerable.Range(0, n).Sum(j => Games(i, j)))
                throw new WorkbookException($"Player {i} {(won[i] == 0 ? "never won" : "never lost")}, so there is no finite rating; play more games, or count a draw for each pair.");
        double[] strength = [.. Enumerable.Repeat(1.0, n)];
        for (int round = 0; round < 10_000; round++)
        {
            double[] next = [.. Enumerable.Range(0, n).Select(i => won[i] / Enumerable.Range(0, n).Sum(j => i == j ? 0 : Games(i, j) / (strength[i] + strength[j])))];
            double scale = Math.Exp(next.Average(Math.Log));
            double moved = next.Zip(strength, (a, b) => Math.Abs(Math.Log(a / scale / b))).Max();
            strength = [.. next.Select(s => s / scale)];
            if (moved < 1e-12)
                break;
        }
        return [.. strength.Select(s => 400 * Math.Log10(s / strength[0]))];
    }
}
