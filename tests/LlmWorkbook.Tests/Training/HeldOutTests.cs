using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Training;

public sealed class HeldOutTests
{
    private const int X = (int)Batch.Ignored;

    /// <summary>Rows of unequal length, of which some places, or none, are asked for; the last batch is smaller.</summary>
    private static readonly (int[] Inputs, int[] Targets)[] Documents =
    [
        ([1, 2, 3, 4], [2, 3, 4, 5]), ([6, 7], [7, 8]), ([1, 3, 5, 7, 9], [X, X, 7, 9, 2]), ([4, 4, 4], [X, X, X]), ([9, 8, 7], [X, 7, 6]),
    ];

    [Fact]
    public void Each_document_has_the_sum_over_what_is_asked_of_it()
    {
        manual_seed(5);
        using var scope = NewDisposeScope();
        var model = new Decoder(new() { VocabularySize = 11, BlockSize = 8, Layers = 1, Heads = 2, Width = 16, Dropout = 0.5 }, CPU);
        var said = HeldOut.Documents(model, Documents.Chunk(2).Select(some => new Batch(Rows.Padded([.. some.Select(r => r.Inputs)], 0, CPU), Rows.Padded([.. some.Select(r => r.Targets)], X, CPU))));
        Assert.True(model.training);
        model.eval();
        using var _ = no_grad();
        var expected = Documents.Select(row =>
        {
            var logs = model.call(tensor(row.Inputs.Select(t => (long)t).ToArray(), [1, row.Inputs.Length])).log_softmax(-1);
            return row.Targets.Index().Where(t => t.Item != X).Sum(t => -logs[0, t.Index, t.Item].ToDouble());
        }).ToList();
        Assert.Equal(Documents.Length, said.Count);
        Assert.All(expected.Zip(said), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.Equal(0, said[3]);
    }
}
