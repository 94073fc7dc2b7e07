using LlmWorkbook.Data;
using LlmWorkbook.Text;
using TorchSharp;

namespace LlmWorkbook.Tests.Data;

public class SentencePairsTests
{
    private static readonly SpecialTokens Special = DocumentBatchesTests.Special;

    [Fact]
    public void Documents_are_cut_behind_full_stops()
    {
        var ends = new HashSet<int> { 99 };
        Assert.Equal([[20, 99], [21, 22, 99], [23]], SentencePairs.Split([20, 99, 21, 22, 99, 23], ends));
        Assert.Equal([[20, 99]], SentencePairs.Split([20, 99], ends));
    }

    [Fact]
    public void Half_are_neighbours_and_the_others_come_from_another_document()
    {
        // Sentence s of document d is the one token 20 + 10 d + s.
        int[][][] documents = [.. Enumerable.Range(0, 5).Select(d => Enumerable.Range(0, 4).Select(s => new[] { 20 + 10 * d + s }).ToArray()), [[90]]];
        var rows = SentencePairs.Draw(documents, Special, 20_000, seed: 2);
        int next = 0;
        var firsts = new HashSet<int>();
        foreach (var row in rows)
        {
            int first = row.Tokens[1], second = row.Tokens[3];
            Assert.Equal([Special.Cls, first, Special.Sep, second, Special.Sep], row.Tokens);
            Assert.Equal([0, 0, 0, 1, 1], row.Segments);
            if (row.IsNext == true)
                Assert.Equal(first + 1, second);
            else
                Assert.NotEqual(first / 10, second / 10);
            next += row.IsNext == true ? 1 : 0;
            firsts.Add(first);
        }
        Assert.InRange(next, 10_000 - 4 * 71, 10_000 + 4 * 71); // four standard deviations
        Assert.Equal(15, firsts.Count); // any sentence but a document's last
        Assert.Equal(rows[7].Tokens, SentencePairs.Draw(documents, Special, 8, seed: 2)[7].Tokens);
    }

    [Fact]
    public void Pairs_reach_the_batch_and_a_mixture_is_refused()
    {
        EncoderRow[] pairs = [EncoderRow.Of([20, 21], [22], true, Special), EncoderRow.Of([30], [31], false, Special)];
        using var batch = new MaskedBatches(pairs, Special, 60, 6, 1, torch.CPU)[0];
        long[] isNext = batch.IsNext!.data<long>().ToArray(), segments = batch.Segments!.data<long>().ToArray();
        for (int row = 0; row < 6; row++)
            Assert.Equal(isNext[row] == 1 ? [0, 0, 0, 0, 1, 1] : [0, 0, 0, 1, 1, 0], segments[(row * 6)..(row * 6 + 6)]);
        Assert.Equal([0, 1], isNext.Distinct().Order());
        Assert.Contains("mixed", Assert.Throws<WorkbookException>(() => new MaskedBatches([.. pairs, EncoderRow.Of([20], Special)], Special, 60, 6, 1, torch.CPU)).Message);
        Assert.Contains("two documents", Assert.Throws<WorkbookException>(() => SentencePairs.Draw([[[1], [2]]], Special, 1, 1)).Message);
    }
}
