using LlmWorkbook.Text;

namespace LlmWorkbook.Data;

/// <summary>
/// The floor of span corruption on a corpus that can be enumerated: every text, with every way to drop its spans, gives one
/// (input, target); Bayes' rule over all of them is the best that any model can do.
/// </summary>
public sealed class DenoisingFloor
{
    private readonly Dictionary<string, double> pairs = [];
    private readonly Dictionary<string, double> inputs = [];

    /// <summary>Enumerates a corpus.</summary>
    /// <param name="documents">Every text that there is, as token ids, with its probability.</param>
    /// <param name="special">Ids of the special tokens.</param>
    /// <param name="rate">Share of the tokens that is dropped.</param>
    /// <param name="meanSpan">Mean length of a dropped span in tokens.</param>
    public DenoisingFloor(IEnumerable<(int[] Tokens, double Probability)> documents, SpecialTokens special, double rate, double meanSpan)
    {
        foreach (var (tokens, probability) in documents)
        {
            var (dropped, spans) = SpanCorruption.Sizes(tokens.Length, rate, meanSpan, special.Sentinels.Count);
            bool[][] ways = [.. Ways(tokens.Length, dropped, spans)];
            foreach (bool[] way in ways)
            {
                var (input, target) = SpanCorruption.Apply(tokens, way, special);
                string read = Key(input);
                Add(inputs, read, probability / ways.Length);
                Add(pairs, $"{read}|{Key(target)}", probability / ways.Length);
            }
        }
    }

    /// <summary>The mean of -log p(target | input) in nats per text: what no model can be better than, on average.</summary>
    public double NatsPerText => -pairs.Sum(p => p.Value * Math.Log(p.Value / inputs[p.Key[..p.Key.IndexOf('|')]])) / inputs.Values.Sum();

    /// <summary>-log p(target | input) in nats; infinite for what cannot be.</summary>
    public double Nats(int[] input, int[] target) =>
        Math.Max(0, -Math.Log(pairs.GetValueOrDefault($"{Key(input)}|{Key(target)}") / inputs.GetValueOrDefault(Key(input), 1)));

    /// <summary>Every way to drop that many tokens in that many spans which do not touch.</summary>
    internal static IEnumerable<bool[]> Ways(int length, int dropped, int spans)
    {
        for (int bits = 0; bits < 1 << length; bits++)
        {
            bool[] way = [.. Enumerable.Range(0, length).Select(i => (bits >> i & 1) == 1)];
            if (way.Count(d => d) == dropped && way.Where((d, i) => d && (i == 0 || !way[i - 1])).Count() == spans)
                yield return way;
        }
    }

    private static string Key(int[] tokens) => string.Join(' ', tokens);

    private static void Add(Dictionary<string, double> to, string key, double p) => to[key] = to.GetValueOrDefault(key) + p;
}
