namespace LlmWorkbook.Metrics;

/// <summary>How far a model's loss lies above the exact one on the same documents; the luck of the documents drawn cancels out.</summary>
/// <param name="Mean">Nats per token; below 0 only by chance, or when something is wrong.</param>
/// <param name="StandardError">Of the mean, over documents, in nats per token.</param>
public sealed record PairedExcess(double Mean, double StandardError)
{
    /// <summary>The mean in standard errors.</summary>
    public double Sigmas => StandardError > 0 ? Mean / StandardError : Mean == 0 ? 0 : double.PositiveInfinity * Math.Sign(Mean);

    /// <summary>
    /// The ratio estimate (Cochran 1977, "Sampling Techniques", eq. 6.10) over documents of different lengths: the sum of the
    /// differences by the sum of the tokens.
    /// </summary>
    /// <param name="modelNats">-log probability of each document under the model, in nats.</param>
    /// <param name="trueNats">The exact one of the same documents, in nats.</param>
    /// <param name="tokens">Predicted tokens of each document.</param>
    /// <exception cref="WorkbookException">The lists differ in length, or there are fewer than two documents.</exception>
    public static PairedExcess Of(IReadOnlyList<double> modelNats, IReadOnlyList<double> trueNats, IReadOnlyList<int> tokens)
    {
        int n = tokens.Count;
        if (n < 2 || modelNats.Count != n || trueNats.Count != n)
            throw new WorkbookException($"An excess is over at least two documents, with three numbers each; there are {modelNats.Count}, {trueNats.Count} and {n}.");
        double total = tokens.Sum(t => (double)t);
        double mean = modelNats.Zip(trueNats, (m, t) => m - t).Sum() / total;
        double squares = Enumerable.Range(0, n).Sum(i => Math.Pow(modelNats[i] - trueNats[i] - mean * tokens[i], 2));
        return new(mean, Math.Sqrt(squares * n / (n - 1)) / total);
    }
}
