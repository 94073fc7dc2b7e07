namespace LlmWorkbook.Data;

/// <summary>The one place where the world decides anything: it draws by weight and keeps account.</summary>
/// <param name="random">Where chance comes from.</param>
internal sealed class Picker(SplitMix64 random)
{
    private readonly List<Choice> trace = [];

    /// <summary>All decisions so far.</summary>
    public IReadOnlyList<Choice> Trace => trace;

    /// <summary>Their information content: the sum of -log2 p.</summary>
    public double Bits { get; private set; }

    /// <summary>Takes one of the items called <paramref name="key"/>.</summary>
    /// <param name="key">Name of the list.</param>
    /// <param name="probabilities">Of each item; they add up to 1.</param>
    public int Pick(string key, IReadOnlyList<double> probabilities)
    {
        double rest = random.NextDouble();
        int last = 0;
        for (int i = 0; i < probabilities.Count; i++)
        {
            if (probabilities[i] == 0)
                continue;
            last = i;
            if ((rest -= probabilities[i]) < 0)
                break;
        }
        trace.Add(new(key, last));
        Bits -= Math.Log2(probabilities[last]);
        return last;
    }
}
