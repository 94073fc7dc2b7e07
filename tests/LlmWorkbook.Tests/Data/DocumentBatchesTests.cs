using LlmWorkbook.Data;
using LlmWorkbook.Text;
using TorchSharp;

namespace LlmWorkbook.Tests.Data;

public class DocumentBatchesTests
{
    internal static readonly SpecialTokens Special = new() { Pad = 0, End = 1, Cls = 2, Sep = 3, Mask = 4, Sentinels = [5, 6, 7, 8, 9, 10] };

    private static readonly int[][] Documents = [[20, 21, 22], [30], [40, 41, 42, 43, 44]];

    [Fact]
    public void A_row_is_a_whole_document_between_end_tokens_and_padding_is_never_asked_for()
    {
        using var batch = new DocumentBatches(Documents, Special, 3, 6, seed: 1, torch.CPU).InOrder().Single();
        Assert.Equal([3, 6], batch.Inputs.shape);
        Assert.Equal([1, 20, 21, 22, 0, 0, 1, 30, 0, 0, 0, 0, 1, 40, 41, 42, 43, 44], batch.Inputs.data<long>().ToArray());
        Assert.Equal([20, 21, 22, 1, -100, -100, 30, 1, -100, -100, -100, -100, 40, 41, 42, 43, 44, 1], batch.Targets.data<long>().ToArray());
    }

    [Fact]
    public void A_batch_depends_on_its_number_alone_and_all_documents_come()
    {
        var batches = new DocumentBatches(Documents, Special, 2, 6, seed: 7, torch.CPU);
        using var late = batches[41];
        using var again = new DocumentBatches(Documents, Special, 2, 6, seed: 7, torch.CPU)[41];
        Assert.Equal(late.Inputs.data<long>().ToArray(), again.Inputs.data<long>().ToArray());
        var first = new HashSet<long>();
        var texts = new HashSet<string>();
        for (int n = 0; n < 30; n++)
        {
            using var batch = batches[n];
            texts.Add(string.Join(' ', batch.Inputs.data<long>().ToArray()));
            first.UnionWith(batch.Targets[.., 0].contiguous().data<long>().ToArray());
        }
        Assert.Equal([20, 30, 40], first.Order());
        Assert.True(texts.Count > 3); // not the same batch again and again
    }

    [Fact]
    public void Documents_that_do_not_fit_are_said_in_one_sentence()
    {
        DocumentBatches Make(params int[][] documents) => new(documents, Special, 1, 5, 1, torch.CPU);
        Assert.Contains("no documents", Assert.Throws<WorkbookException>(() => Make()).Message);
        Assert.Contains("Document 1 is empty", Assert.Throws<WorkbookException>(() => Make([1], [])).Message);
        Assert.Contains("Document 0 has 5 tokens", Assert.Throws<WorkbookException>(() => Make([1, 2, 3, 4, 5])).Message);
    }
}
