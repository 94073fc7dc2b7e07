namespace LlmWorkbook.Metrics;

/// <summary>
/// Principal component analysis (Pearson 1901): the directions along which points differ most, found by power iteration, so
/// that a cloud of many dimensions can be drawn in two.
/// </summary>
public static class PrincipalAxes
{
    /// <summary>The points seen along their first two axes, the mean at the origin.</summary>
    /// <param name="points">At least two points of equal length.</param>
    /// <returns>Two coordinates for each point.</returns>
    /// <exception cref="WorkbookException">There are fewer than two points, or their lengths differ.</exception>
    public static IReadOnlyList<(double X, double Y)> Project(IReadOnlyList<double[]> points)
    {
        if (points.Count < 2 || points.Any(p => p.Length != points[0].Length))
            throw new WorkbookException("A projection needs at least two points of equal length; give more, or cut them alike.");
        int width = points[0].Length;
        double[] mean = [.. Enumerable.Range(0, width).Select(i => points.Average(p => p[i]))];
        double[][] centred = [.. points.Select(p => p.Select((v, i) => v - mean[i]).ToArray())];
        double[] first = Axis(centred, null);
        double[] second = Axis(centred, first);
        return [.. centred.Select(p => (Dot(p, first), Dot(p, second)))];
    }

    /// <summary>The direction of greatest variance, at right angles to <paramref name="other"/>.</summary>
    private static double[] Axis(double[][] points, double[]? other)
    {
        double[] axis = [.. Enumerable.Range(0, points[0].Length).Select(i => Math.Cos(i + 1))]; // any start that is unlikely to be at right angles
        for (int round = 0; round < 200; round++)
        {
            var next = new double[axis.Length];
            foreach (double[] point in points) // covariance times axis
            {
                double along = Dot(point, axis);
                for (int i = 0; i < next.Length; i++)
                    next[i] += along * point[i];
            }
            double whole = Math.Sqrt(Dot(next, next));
            double shared = other is null ? 0 : Dot(next, other);
            next = [.. next.Select((v, i) => v - shared * (other?[i] ?? 0))];
            double length = Math.Sqrt(Dot(next, next));
            if (length <= 1e-9 * whole)
                return new double[axis.Length]; // no variance left but rounding
            axis = [.. next.Select(v => v / length)];
        }
        return axis;
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
