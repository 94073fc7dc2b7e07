namespace LlmWorkbook.Text;

/// <summary>
/// MinHash (Broder 1997): a set becomes k numbers, each the least value that one hash function takes on the set. Two sets agree at a
/// place with probability J, their Jaccard similarity, so the share of equal places estimates J without the sets.
/// </summary>
public static class MinHash
{
    /// <summary>The signature of a set.</summary>
    /// <param name="set">Hashes of its elements.</param>
    /// <param name="count">Number of hash functions k.</param>
    public static ulong[] Signature(IReadOnlySet<ulong> set, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var signature = new ulong[count];
        for (int i = 0; i < count; i++)
        {
            ulong function = Mix((ulong)i + 1);
            ulong least = ulong.MaxValue;
            foreach (ulong element in set)
                least = Math.Min(least, Mix(element ^ function));
            signature[i] = least;
        }
        return signature;
    }

    /// <summary>Estimate of J: the share of places at which two signatures agree. Unbiased, with <see cref="StandardError"/>.</summary>
    public static double Similarity(ulong[] a, ulong[] b) => (double)a.Zip(b).Count(p => p.First == p.Second) / a.Length;

    /// <summary>sqrt(J (1 - J) / k): k places agree independently, each with probability J.</summary>
    public static double StandardError(double jaccard, int count) => Math.Sqrt(jaccard * (1 - jaccard) / count);

    /// <summary>The finaliser of MurmurHash3: every bit of the result depends on every bit of the argument.</summary>
    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 33)) * 0xFF51AFD7ED558CCD;
        x = (x ^ (x >> 33)) * 0xC4CEB9FE1A85EC53;
        return x ^ (x >> 33);
    }
}
