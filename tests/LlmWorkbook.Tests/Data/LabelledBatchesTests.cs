using LlmWorkbook.Data;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Data;

public sealed class LabelledBatchesTests
{
    private static readonly int Cls = WorldTokenizer.Special.Cls, Sep = WorldTokenizer.Special.Sep, Pad = WorldTokenizer.Special.Pad;

    [Fact]
    public void A_text_is_asked_at_cls_and_words_at_their_places()
    {
        var (text, words) = (LabelledRow.OfText([30, 31], 1), LabelledRow.OfWords([30, 31], [4, 0]));
        Assert.Equal([Cls, 30, 31, Sep], text.Tokens);
        Assert.Equal([1, -100, -100, -100], text.Targets);
        Assert.Equal([Cls, 30, 31, Sep], words.Tokens);
        Assert.Equal([-100, 4, 0, -100], words.Targets);
        Assert.Contains("2 tokens has 1 labels", Assert.Throws<WorkbookException>(() => LabelledRow.OfWords([30, 31], [4])).Message);
    }

    [Fact]
    public void Short_rows_are_filled_up_and_marked()
    {
        using var batch = LabelledBatches.Of([LabelledRow.OfText([30], 1), LabelledRow.OfWords([40, 41], [2, 3])], CPU);
        Assert.Equal([Cls, 30, Sep, Pad, Cls, 40, 41, Sep], batch.Inputs.data<long>().Select(t => (int)t));
        Assert.Equal([1, -100, -100, -100, -100, 2, 3, -100], batch.Targets.data<long>().Select(t => (int)t));
        Assert.Equal([false, false, false, true, false, false, false, false], batch.IsPad!.data<bool>().ToArray());
        Assert.Equal(7, batch.Tokens);
    }

    [Fact]
    public void A_batch_depends_on_its_number_and_the_seed_alone()
    {
        LabelledRow[] rows = [.. Enumerable.Range(0, 50).Select(i => LabelledRow.OfText([30 + i], i % 2))];
        long[] Batch(long seed, long n)
        {
            using var batch = new LabelledBatches(rows, 4, seed, CPU)[n];
            return [.. batch.Inputs.data<long>()];
        }
        Assert.Equal(Batch(1, 7), Batch(1, 7));
        Assert.NotEqual(Batch(1, 7), Batch(1, 8));
        Assert.NotEqual(Batch(1, 7), Batch(2, 7));
        Assert.Contains("no labelled rows", Assert.Throws<WorkbookException>(() => new LabelledBatches([], 4, 1, CPU)[0]).Message);
    }
}
