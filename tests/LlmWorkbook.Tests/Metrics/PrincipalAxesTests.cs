using LlmWorkbook.Data;
using LlmWorkbook.Metrics;

namespace LlmWorkbook.Tests.Metrics;

public class PrincipalAxesTests
{
    [Fact]
    public void The_longest_direction_comes_first_and_nothing_is_lost_of_a_plane()
    {
        // Points in a plane of three dimensions: u = (1, 2, 2) / 3 five times as wide as v = (2, 1, -2) / 3, far from the origin.
        var random = new SplitMix64(1);
        (double U, double V)[] plane = [.. Enumerable.Range(0, 400).Select(_ => (10 * random.NextDouble() - 5, 2 * random.NextDouble() - 1))];
        var seen = PrincipalAxes.Project([.. plane.Select(p => new[] { 7 + (p.U + 2 * p.V) / 3, -3 + (2 * p.U + p.V) / 3, (2 * p.U - 2 * p.V) / 3 })]);
        Assert.Equal(0, seen.Average(p => p.X), 1e-9);
        double Variance(Func<(double X, double Y), double> along) => seen.Average(p => along(p) * along(p));
        Assert.True(Variance(p => p.X) > 15 * Variance(p => p.Y));
        Assert.Equal(0, seen.Average(p => p.X * p.Y), 1e-6);
        for (int i = 1; i < 400; i++) // distances are kept
            Assert.Equal(Math.Pow(plane[i].U - plane[0].U, 2) + Math.Pow(plane[i].V - plane[0].V, 2),
                Math.Pow(seen[i].X - seen[0].X, 2) + Math.Pow(seen[i].Y - seen[0].Y, 2), 1e-6);
    }

    [Fact]
    public void Points_on_a_line_have_no_second_axis_and_bad_input_is_said()
    {
        Assert.All(PrincipalAxes.Project([[0, 0], [1, 1], [2, 2]]), p => Assert.Equal(0, p.Y, 1e-9));
        Assert.Contains("two points", Assert.Throws<WorkbookException>(() => PrincipalAxes.Project([[1, 2]])).Message);
    }
}
