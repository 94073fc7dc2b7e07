namespace LlmWorkbook.Kernel.Running;

/// <summary>Finds the valid name that someone probably meant.</summary>
public static class NearestName
{
    /// <summary>The candidate with the smallest edit distance to <paramref name="name"/> (letter case ignored), or null when there is none.</summary>
    public static string? Find(string name, IEnumerable<string> candidates) => Order(name, candidates).FirstOrDefault();

    /// <summary>The candidates, the nearest to <paramref name="name"/> first.</summary>
    public static IEnumerable<string> Order(string name, IEnumerable<string> candidates) =>
        candidates.OrderBy(c => Distance(name.ToLowerInvariant(), c.ToLowerInvariant())).ThenBy(c => c, StringComparer.Ordinal);

    /// <summary>Levenshtein's distance: single-letter insertions, deletions and replacements.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.Length];
    }
}
