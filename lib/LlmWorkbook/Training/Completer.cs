using LlmWorkbook.Data;
using LlmWorkbook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Training;

/// <summary>
/// Three kinds of model at one task: a text in which sentinels stand for what is missing, one word or several, and the whole text
/// back. Each does it in the way that its training taught it, always taking the likeliest word.
/// </summary>
public static class Completer
{
    private const int Longest = 12; // tokens that are written for one gap

    /// <summary>A masked model fills one word into each gap, all at once; at the end of a text it goes on word by word up to a full stop.</summary>
    public static int[] Fill(Encoder model, int[] text)
    {
        var special = WorldTokenizer.Special;
        bool isOpen = special.Sentinels.Contains(text[^1]);
        List<int> row = [special.Cls, .. text.Select(t => special.Sentinels.Contains(t) ? special.Mask : t), special.Sep];
        for (int n = 0; ; n++)
        {
            Guess(model, row, special.Mask);
            if (!isOpen || n == Longest || WorldTokenizer.Decode([row[^2]]) is "." or "。")
                return [.. row.Skip(1).SkipLast(1)];
            row.Insert(row.Count - 1, special.Mask);
        }
    }

    /// <summary>A causal model sees only what stands before a gap and writes one word into it; at the end of a text it writes on until it stops.</summary>
    public static int[] Continue(Decoder model, int[] text)
    {
        var special = WorldTokenizer.Special;
        List<int> row = [special.End];
        foreach (var (i, token) in text.Index())
        {
            bool isGap = special.Sentinels.Contains(token);
            if (!isGap)
                row.Add(token);
            for (int n = 0; isGap && n < (i == text.Length - 1 ? Longest : 1); n++)
            {
                int next = Likeliest(model, () => model.call(Row(row, model.Device))[0, -1]);
                if (next == special.End)
                    break;
                row.Add(next);
            }
        }
        return [.. row.Skip(1)];
    }

    /// <summary>An encoder-decoder writes all spans, each as long as it likes.</summary>
    public static int[] Restore(EncoderDecoder model, int[] text) =>
        SpanCorruption.Restore(text, new Restorer(model).Target(text, 2 * Longest), WorldTokenizer.Special);

    private static void Guess(Encoder model, List<int> row, int mask)
    {
        int[] gaps = [.. row.Index().Where(t => t.Item == mask).Select(t => t.Index)];
        int[] words = [.. gaps.Select(gap => Likeliest(model, () => model.Scores(model.Hidden(Row(row, model.Device))[0, gap])))];
        foreach (var (gap, word) in gaps.Zip(words))
            row[gap] = word;
    }

    private static int Likeliest(nn.Module model, Func<Tensor> scores)
    {
        StopButton.Check();
        model.eval();
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        return scores().argmax().ToInt32();
    }

    private static Tensor Row(List<int> ids, Device device) => tensor(ids.Select(t => (long)t).ToArray(), [1, ids.Count], device: device);
}
