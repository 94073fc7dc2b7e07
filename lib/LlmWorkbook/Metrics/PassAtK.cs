namespace LlmWorkbook.Metrics;

/// <summary>How often at least one of k answers is right.</summary>
public static class PassAtK
{
    /// <summary>
    /// The unbiased estimate from n answers of which c are right (Chen et al. 2021, eq. 1): 1 - C(n - c, k) / C(n, k), the chance that k
    /// of them, drawn without replacement, are not all wrong.
    /// </summary>
    /// <param name="answers">n, answers that were sampled.</param>
    /// <param name="right">c, how many of them were right.</param>
    /// <param name="k">How many may be given.</param>
    /// <exception cref="WorkbookException">There are fewer than k answers, or more right ones than answers.</exception>
    public static double Of(int answers, int right, int k)
    {
        if (k < 1 || k > answers || right < 0 || right > answers)
            throw new WorkbookException($"pass@{k} cannot be estimated from {answers} answers of which {right} are right; give at least k answers, and at most as many right ones.");
        // C(n - c, k) / C(n, k) = product of (n - c - i) / (n - i) over the k draws.
        return 1 - Enumerable.Range(0, k).Aggregate(1.0, (wrong, i) => wrong * Math.Max(0, answers - right - i) / (answers - i));
    }
}
