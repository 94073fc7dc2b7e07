namespace LlmWorkbook.Data;

/// <summary>What random numbers of a page are for: each purpose has its own, so changing one rate leaves the rest of the page as it was.</summary>
internal enum Purpose
{
    Kind,
    Language,
    Body,
    Edits,
    Spam,
    Page,
    Encoding,
    Site,
}

/// <summary>Random numbers by seed, page and purpose.</summary>
internal static class Streams
{
    public static SplitMix64 Of(long seed, long index, Purpose purpose) => SplitMix64.At(seed, index * 16 + (int)purpose);

    /// <summary>One of <paramref name="items"/>.</summary>
    public static T Of<T>(this SplitMix64 random, IReadOnlyList<T> items) => items[random.Next(items.Count)];
}
