using LlmWorkbook.Data;
using LlmWorkbook.Text;

namespace LlmWorkbook.Lessons;

/// <summary>The exercises of lesson 5: spans out, spans back, any order.</summary>
public static class DenoisingExercises
{
    private static readonly SpecialTokens special = new() { Pad = 0, End = 1, Cls = 2, Sep = 3, Mask = 4, Sentinels = [91, 92, 93, 94, 95, 96] };

    /// <summary>T5's span corruption of one text.</summary>
    /// <param name="text">Token ids.</param>
    /// <param name="isDropped">Whether each is dropped.</param>
    /// <param name="sentinels">What stands for the first, second, ... span.</param>
    public delegate (int[] Input, int[] Target) Drop(int[] text, bool[] isDropped, int[] sentinels);

    /// <summary>Puts the spans of a target back.</summary>
    /// <param name="input">A text with sentinels.</param>
    /// <param name="target">Sentinels, each before its span.</param>
    /// <param name="sentinels">The sentinels.</param>
    public delegate int[] PutBack(int[] input, int[] target, int[] sentinels);

    /// <summary>Which places are known when each is guessed, under an order.</summary>
    /// <param name="order">The place that is guessed first, second, ...</param>
    public delegate bool[][] Known(int[] order);

    /// <summary>T5's span corruption.</summary>
    public static Exercise Corrupt { get; } = new Exercise<Drop>
    {
        Id = "05.1",
        Title = "span corruption",
        Difficulty = Difficulty.Medium,
        Minutes = 10,
        Inputs = (random, n) =>
        {
            int length = n == 0 ? 5 : 5 + random.Next(6);
            bool[] isDropped = n == 0 ? [false, true, true, false, true] : SpanCorruption.Draw(length, 2 + random.Next(2), 2, random);
            return [Enumerable.Range(0, length).Select(_ => 10 + random.Next(80)).ToArray(), isDropped, special.Sentinels.ToArray()];
        },
        Reference = (text, isDropped, sentinels) => SpanCorruption.Apply(text, isDropped, special),
        Right = "Input and target together hold every token of the text once, and each sentinel twice.",
        Mistakes =
        [
            new("each dropped token has a sentinel of its own; one sentinel stands for a whole span.", (t, d, s) => Dropped(t, d, s, perToken: true)),
            new("every span has the same sentinel; take the next one for each, or nobody knows which span belongs where.", (t, d, s) => Dropped(t, d, [.. s.Select(_ => s[0])])),
            new("the target lacks the sentinels; put each before its span.", (t, d, s) => (Dropped(t, d, s).Input, [.. Dropped(t, d, s).Target.Where(x => !s.Contains(x))])),
            new("the input has no sentinels; leave one where each span was.", (t, d, s) => ([.. Dropped(t, d, s).Input.Where(x => !s.Contains(x))], Dropped(t, d, s).Target)),
            new("kept and dropped tokens are exchanged; what is dropped belongs to the target.", (t, d, s) => Dropped(t, [.. d.Select(x => !x)], s)),
            new("the target is the whole text; only the dropped spans belong there, each behind its sentinel.", (t, d, s) => (Dropped(t, d, s).Input, [.. t])),
        ],
    };

    /// <summary>The way back.</summary>
    public static Exercise Restore { get; } = new Exercise<PutBack>
    {
        Id = "05.2",
        Title = "putting spans back",
        Difficulty = Difficulty.Medium,
        Minutes = 10,
        Inputs = (random, n) =>
        {
            int length = 6 + random.Next(6);
            var (input, target) = SpanCorruption.Apply([.. Enumerable.Range(0, length).Select(_ => 10 + random.Next(80))], SpanCorruption.Draw(length, 3, 2, random), special);
            // A model may write the spans in any order, and may forget one.
            int second = Array.IndexOf(target, special.Sentinels[1]);
            return [input, (n % 3) switch { 0 => target, 1 => [.. target[second..], .. target[..second]], _ => target[..second] }, special.Sentinels.ToArray()];
        },
        Reference = (input, target, sentinels) => SpanCorruption.Restore(input, target, special),
        Right = "The spans find their places by their sentinels, in whatever order they were written.",
        Mistakes =
        [
            new("the sentinels are left in the text; replace each by its span.", (i, t, s) => [.. i.SelectMany(x => s.Contains(x) ? [x, .. Span(t, x, s)] : new[] { x })]),
            new("only the first token of each span is put back; take all up to the next sentinel.", (i, t, s) => [.. i.SelectMany(x => s.Contains(x) ? Span(t, x, s).Take(1) : [x])]),
            new("the spans are put back in the order in which they were written; look for each by its sentinel.", (i, t, s) => InOrder(i, t, s)),
            new("a sentinel whose span was not written is kept; leave it out.", (i, t, s) => [.. i.SelectMany(x => s.Contains(x) && t.Contains(x) ? Span(t, x, s) : [x])]),
        ],
    };

    /// <summary>The mask of permutation language modelling.</summary>
    public static Exercise Order { get; } = new Exercise<Known>
    {
        Id = "05.3",
        Title = "what is known under an order",
        Difficulty = Difficulty.Hard,
        Minutes = 10,
        Inputs = (random, n) => [n == 0 ? new[] { 2, 0, 1 } : Enumerable.Range(0, 3 + random.Next(4)).OrderBy(_ => random.Next()).ToArray()],
        Reference = order => [.. order.Select((_, t) => order.Select((_, place) => order[..t].Contains(place)).ToArray())],
        Right = "With the order 0, 1, 2, ... this is the causal mask of lesson 4: autoregression is one order of many.",
        Mistakes =
        [
            new("a place knows itself when it is guessed; only those before it in the order are known.", order => [.. order.Select((_, t) => order.Select((_, place) => order[..(t + 1)].Contains(place)).ToArray())]),
            new("the order is not used: this is the mask from left to right.", order => [.. order.Select((_, t) => order.Select((_, place) => place < t).ToArray())]),
            new("place and time are confused: order[t] is the place that is guessed at time t, not the time at which place t is guessed.", order => [.. order.Select((_, t) => order.Select((time, _) => time < t).ToArray())]),
            new("the mask is turned around: true is what is known, and nothing is at the first guess.", order => [.. order.Select((_, t) => order.Select((_, place) => !order[..t].Contains(place)).ToArray())]),
        ],
    };

    /// <summary>All of the lesson.</summary>
    public static IReadOnlyList<Exercise> All { get; } = [Corrupt, Restore, Order];

    private static (int[] Input, int[] Target) Dropped(int[] text, bool[] isDropped, int[] sentinels, bool perToken = false)
    {
        List<int> input = [], target = [];
        int spans = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (isDropped[i] && (perToken || i == 0 || !isDropped[i - 1]))
            {
                input.Add(sentinels[spans % sentinels.Length]);
                target.Add(sentinels[spans++ % sentinels.Length]);
            }
            (isDropped[i] ? target : input).Add(text[i]);
        }
        return ([.. input], [.. target]);
    }

    private static int[] Span(int[] target, int sentinel, int[] sentinels) =>
        [.. target.SkipWhile(x => x != sentinel).Skip(1).TakeWhile(x => !sentinels.Contains(x))];

    private static int[] InOrder(int[] input, int[] target, int[] sentinels)
    {
        var written = new Queue<int>(target.Where(sentinels.Contains));
        return [.. input.SelectMany(x => !sentinels.Contains(x) ? [x] : written.TryDequeue(out int next) ? Span(target, next, sentinels) : [])];
    }
}
