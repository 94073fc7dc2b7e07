using LlmWorkbook.Text;
using static TorchSharp.torch;

namespace LlmWorkbook.Data;

/// <summary>
/// T5's span corruption (Raffel et al. 2020, section 3.1.4): spans of the text are dropped, a sentinel stands in the place of
/// each, and the target is the dropped spans, each behind its sentinel. With the text 北京 是 中国 的 首都 the input may be
/// 北京 [X] 中国 [Y] 首都 and the target [X] 是 [Y] 的.
/// </summary>
public static class SpanCorruption
{
    /// <summary>How many tokens are dropped from a text, and in how many spans.</summary>
    /// <param name="length">Tokens of the text, at least 2.</param>
    /// <param name="rate">Share of the tokens that is dropped.</param>
    /// <param name="meanSpan">Mean length of a span in tokens.</param>
    /// <param name="sentinels">Sentinels that there are: at most so many spans.</param>
    public static (int Dropped, int Spans) Sizes(int length, double rate, double meanSpan, int sentinels)
    {
        int dropped = Math.Clamp((int)Math.Round(length * rate), 1, length - 1);
        int most = Math.Min(sentinels, Math.Min(dropped, length - dropped + 1)); // spans do not touch
        return (dropped, Math.Clamp((int)Math.Round(dropped / meanSpan), 1, most));
    }

    /// <summary>Whether each token is dropped: all ways to place the spans, which never touch, are equally likely.</summary>
    /// <param name="length">Tokens of the text, at least 2.</param>
    /// <param name="dropped">Tokens to drop.</param>
    /// <param name="spans">Spans to drop them in.</param>
    /// <param name="random">Decides where.</param>
    public static bool[] Draw(int length, int dropped, int spans, SplitMix64 random)
    {
        int kept = length - dropped;
        int[] lengths = Cut(dropped, spans, random);                                                // each at least 1
        int[] gaps = [.. Cut(kept + 2, spans + 1, random)];                                         // the outer two may be empty:
        (gaps[0], gaps[^1]) = (gaps[0] - 1, gaps[^1] - 1);                                          // one was lent to each
        return [.. Enumerable.Range(0, spans).SelectMany(i => Enumerable.Repeat(false, gaps[i]).Concat(Enumerable.Repeat(true, lengths[i]))),
            .. Enumerable.Repeat(false, gaps[^1])];
    }

    /// <summary>Replaces each dropped span by a sentinel.</summary>
    /// <param name="text">Token ids.</param>
    /// <param name="isDropped">Whether each is dropped.</param>
    /// <param name="special">Ids of the special tokens.</param>
    /// <returns>The input with sentinels; the target: each sentinel, then its span.</returns>
    /// <exception cref="WorkbookException">There are more spans than sentinels.</exception>
    public static (int[] Input, int[] Target) Apply(int[] text, bool[] isDropped, SpecialTokens special)
    {
        List<int> input = [], target = [];
        int spans = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (isDropped[i] && (i == 0 || !isDropped[i - 1]))
            {
                if (spans == special.Sentinels.Count)
                    throw new WorkbookException($"There are more dropped spans than the {special.Sentinels.Count} sentinels; drop longer or fewer spans.");
                input.Add(special.Sentinels[spans]);
                target.Add(special.Sentinels[spans++]);
            }
            (isDropped[i] ? target : input).Add(text[i]);
        }
        return ([.. input], [.. target]);
    }

    /// <summary>Puts the spans of a target back where their sentinels stand; a sentinel without a span is left out.</summary>
    public static int[] Restore(int[] input, IReadOnlyList<int> target, SpecialTokens special)
    {
        var spans = special.Sentinels.ToDictionary(s => s, _ => new List<int>());
        List<int>? open = null;
        foreach (int token in target)
        {
            if (spans.TryGetValue(token, out var span))
                open = span;
            else
                open?.Add(token);
        }
        return [.. input.SelectMany(token => spans.TryGetValue(token, out var span) ? span : [token])];
    }

    /// <summary>A batch for an encoder-decoder: it reads the inputs, starts from the end token and ends with it.</summary>
    public static Batch ToBatch(IReadOnlyList<(int[] Input, int[] Target)> rows, SpecialTokens special, Device device)
    {
        int[][] inputs = [.. rows.Select(r => r.Input)];
        return new(Rows.Padded(inputs, special.Pad, device),                                                          // (B, T)
            Rows.Padded([.. rows.Select(r => (int[])[.. r.Target, special.End])], Batch.Ignored, device))             // (B, S)
        {
            IsPad = Rows.IsPad(inputs, device),
            Lengths = [.. inputs.Select(r => r.Length)],
            DecoderInputs = Rows.Padded([.. rows.Select(r => (int[])[special.End, .. r.Target])], special.Pad, device), // (B, S)
        };
    }

    /// <summary>Cuts <paramref name="total"/> into parts of at least 1; all ways are equally likely.</summary>
    private static int[] Cut(int total, int parts, SplitMix64 random)
    {
        var cuts = new SortedSet<int>();
        while (cuts.Count < parts - 1)
            cuts.Add(1 + random.Next(total - 1));
        int[] bounds = [0, .. cuts, total];
        return [.. Enumerable.Range(0, parts).Select(i => bounds[i + 1] - bounds[i])];
    }
}
