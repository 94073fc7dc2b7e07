namespace LlmWorkbook.Data;

/// <summary>
/// SplitMix64 (Steele, Lea, Flood 2014, "Fast Splittable Pseudorandom Number Generators"): a counter and a mixing
/// function. Its whole state is one number, so a data cursor can be written down and the same bits come on every machine.
/// </summary>
/// <param name="seed">Any number; different seeds give unrelated sequences.</param>
public sealed class SplitMix64(ulong seed)
{
    private ulong state = seed;

    /// <summary>The generator of item number <paramref name="index"/>: it depends on both numbers and on nothing drawn before.</summary>
    public static SplitMix64 At(long seed, long index) => new(new SplitMix64((ulong)seed).Next() ^ (ulong)index * 0xD1342543DE82EF95);

    /// <summary>The next 64 random bits.</summary>
    public ulong Next()
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>An integer in [0, <paramref name="bound"/>); the bias of the multiplication method is below bound / 2^64.</summary>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (int)Math.BigMul(Next(), (ulong)bound, out _);
    }

    /// <summary>A real number in [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));
}
