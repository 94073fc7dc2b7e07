namespace LlmWorkbook.Metrics;

/// <summary>Ordinary least squares with an intercept.</summary>
public static class LinearFit
{
    /// <summary>
    /// The slopes w that make the sum of (y - c - w x)^2 least (Gauss 1809), from the normal equations of the centred columns. A column
    /// that does not vary, or that follows from others, gets the slope 0.
    /// </summary>
    /// <param name="x">N rows of D numbers.</param>
    /// <param name="y">N numbers.</param>
    /// <returns>D slopes, in units of y per unit of the column.</returns>
    /// <exception cref="WorkbookException">There are no rows, or the numbers of rows differ.</exception>
    public static double[] Slopes(IReadOnlyList<double[]> x, IReadOnlyList<double> y)
    {
        if (x.Count == 0 || x.Count != y.Count)
            throw new WorkbookException($"A linear fit has {x.Count} rows for {y.Count} values; give one row per value, at least one.");
        int d = x[0].Length;
        double[] means = [.. Enumerable.Range(0, d).Select(j => x.Average(row => row[j]))];
        double meanY = y.Average();
        var a = new double[d, d + 1];                                   // X^T X | X^T y, centred
        for (int n = 0; n < x.Count; n++)
            for (int i = 0; i < d; i++)
            {
                for (int j = 0; j < d; j++)
                    a[i, j] += (x[n][i] - means[i]) * (x[n][j] - means[j]);
                a[i, d] += (x[n][i] - means[i]) * (y[n] - meanY);
            }
        return Eliminated(a, d);
    }

    /// <summary>Gauss-Jordan elimination with the largest pivot on the diagonal; columns without one are skipped.</summary>
    private static double[] Eliminated(double[,] a, int d)
    {
        double tiny = 1e-9 * Enumerable.Range(0, d).Max(i => a[i, i]);
        var isFree = new bool[d];
        for (int round = 0; round < d; round++)
        {
            int pivot = Enumerable.Range(0, d).Where(i => !isFree[i]).MaxBy(i => a[i, i]);
            if (!(a[pivot, pivot] > tiny))
                break;
            isFree[pivot] = true;
            for (int j = d; j >= 0; j--)
                if (j != pivot)
                    a[pivot, j] /= a[pivot, pivot];
            a[pivot, pivot] = 1;
            for (int i = 0; i < d; i++)
                if (i != pivot && a[i, pivot] is var factor and not 0)
                    for (int j = 0; j <= d; j++)
                        a[i, j] -= factor * a[pivot, j];
        }
        return [.. Enumerable.Range(0, d).Select(i => isFree[i] ? a[i, d] : 0)];
    }
}
