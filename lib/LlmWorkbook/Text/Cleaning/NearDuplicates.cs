namespace LlmWorkbook.Text;

/// <summary>How near duplicates are looked for.</summary>
public sealed record NearDuplicateRules
{
    /// <summary>Words per shingle.</summary>
    public int ShingleWords { get; init => field = Check.Within(value, 1, 100); } = 5;

    /// <summary>Bands that signatures are cut into; two texts are compared if one band is equal.</summary>
    public int Bands { get; init => field = Check.Within(value, 1, 1_000); } = 32;

    /// <summary>Hash values per band.</summary>
    public int Rows { get; init => field = Check.Within(value, 1, 100); } = 4;

    /// <summary>Least estimated similarity of two texts that count as one.</summary>
    public double Threshold { get; init => field = Check.Within(value, 0.0, 1.0); } = 0.5;

    /// <summary>Hash values per signature, k.</summary>
    public int Hashes => Bands * Rows;

    /// <summary>1 - (1 - J^r)^b: the probability that two texts of similarity J are compared at all.</summary>
    public double CandidateProbability(double jaccard) => 1 - Math.Pow(1 - Math.Pow(jaccard, Rows), Bands);
}

/// <summary>
/// Finds texts that are almost the same without comparing all pairs: locality-sensitive hashing (Leskovec, Rajaraman and Ullman 2014,
/// section 3.4). Texts that share a band of their MinHash signatures are candidates; those that agree in enough places are joined.
/// </summary>
public static class NearDuplicates
{
    /// <summary>For each text the place of the first one in its cluster: its own, if there is none before it.</summary>
    public static int[] FirstOf(IReadOnlyList<string> texts, NearDuplicateRules rules)
    {
        ulong[][] signatures = [.. texts.Select(t => MinHash.Signature(Shingles.Of(t, rules.ShingleWords), rules.Hashes))];
        var clusters = new UnionFind(texts.Count);
        foreach (var (a, b) in Candidates(signatures, rules).Where(p => MinHash.Similarity(signatures[p.A], signatures[p.B]) >= rules.Threshold))
            clusters.Join(a, b);
        return [.. Enumerable.Range(0, texts.Count).Select(clusters.Find)];
    }

    /// <summary>Pairs of signatures with an equal band, each once, a before b.</summary>
    public static IEnumerable<(int A, int B)> Candidates(IReadOnlyList<ulong[]> signatures, NearDuplicateRules rules)
    {
        var seen = new HashSet<(int, int)>();
        for (int band = 0; band < rules.Bands; band++)
        {
            var buckets = signatures.Index().GroupBy(s => string.Join(' ', s.Item[(band * rules.Rows)..((band + 1) * rules.Rows)]), s => s.Index);
            foreach (int[] bucket in buckets.Select(b => b.ToArray()))
            {
                for (int j = 1; j < bucket.Length; j++)
                {
                    for (int i = 0; i < j; i++)
                    {
                        if (seen.Add((bucket[i], bucket[j])))
                            yield return (bucket[i], bucket[j]);
                    }
                }
            }
        }
    }
}
