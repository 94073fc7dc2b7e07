namespace LlmWorkbook.Text;

/// <summary>A text as the set of its n-word windows (Broder 1997): two texts are as alike as their sets.</summary>
public static class Shingles
{
    /// <summary>The set of hashes of all windows of <paramref name="words"/> words; a shorter text is one window.</summary>
    /// <param name="text">Any text; a Chinese character counts as a word.</param>
    /// <param name="words">Length of the windows.</param>
    public static IReadOnlySet<ulong> Of(string text, int words)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(words);
        var all = Words.Of(text);
        var set = new HashSet<ulong>();
        for (int start = 0; start == 0 || start + words <= all.Count; start++)
            set.Add(Hash(all.Skip(start).Take(words)));
        return set;
    }

    /// <summary>|A and B| / |A or B|: 1 for equal sets, 0 for sets with nothing in common.</summary>
    public static double Jaccard(IReadOnlySet<ulong> a, IReadOnlySet<ulong> b)
    {
        int common = a.Count(b.Contains);
        return a.Count + b.Count == 0 ? 1 : (double)common / (a.Count + b.Count - common);
    }

    /// <summary>FNV-1a over the words' characters, 64 bits: the same on every machine.</summary>
    private static ulong Hash(IEnumerable<string> words)
    {
        ulong hash = 14695981039346656037;
        foreach (string word in words)
        {
            foreach (char c in word)
                hash = (hash ^ c) * 1099511628211;
            hash = (hash ^ ' ') * 1099511628211;
        }
        return hash;
    }
}
