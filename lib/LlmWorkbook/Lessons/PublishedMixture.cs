namespace LlmWorkbook.Lessons;

/// <summary>A corpus of GPT-3's training data (Brown et al. 2020, table 2.2).</summary>
/// <param name="Corpus">Its name.</param>
/// <param name="BillionTokens">Its size in billions of tokens.</param>
/// <param name="Weight">Its share of the tokens seen in training.</param>
public sealed record PublishedMixture(string Corpus, double BillionTokens, double Weight)
{
    /// <summary>Billions of tokens that GPT-3 saw in training.</summary>
    public const double BillionTokensSeen = 300;

    /// <summary>The table, as published: the weights are rounded and add up to 101 %.</summary>
    public static IReadOnlyList<PublishedMixture> Gpt3 { get; } =
    [
        new("Common Crawl (filtered)", 410, 0.60),
        new("WebText2", 19, 0.22),
        new("Books1", 12, 0.08),
        new("Books2", 55, 0.08),
        new("Wikipedia", 3, 0.03),
    ];

    /// <summary>Its share of all tokens there are.</summary>
    public double Share => BillionTokens / Gpt3.Sum(c => c.BillionTokens);

    /// <summary>How often each of its tokens was seen: weight x tokens seen / size.</summary>
    public double Epochs => Weight * BillionTokensSeen / BillionTokens;
}
