using LlmWorkbook.Data;
using LlmWorkbook.Models;
using LlmWorkbook.Objectives;
using LlmWorkbook.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Models;

public sealed class ClassifierTests : IDisposable
{
    private static readonly LabelledRow[] Rows =
    [
        LabelledRow.OfText([30, 31, 32], 2), LabelledRow.OfWords([40, 41], [1, 0]), LabelledRow.OfText([50], 0),
    ];

    private readonly Classifier model;

    public ClassifierTests()
    {
        manual_seed(5);
        model = new(new Encoder(new() { VocabularySize = WorldTokenizer.Size, BlockSize = 8, Layers = 2, Heads = 2, Width = 16 }, CPU), 3);
    }

    public void Dispose() => model.Dispose();

    [Fact]
    public void A_new_head_finds_all_classes_equally_likely_and_all_of_the_body_it_reads_learns()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(Math.Log(3), Loss().ToDouble(), 1e-6);
        Disturb();
        Loss().backward();
        var learned = model.named_parameters().Where(p => p.parameter.grad is { } g && g.abs().max().ToDouble() > 0).Select(p => p.name).ToList();
        Assert.Contains("classifier.weight", learned);
        Assert.Contains("bert.transformer.wte.weight", learned);
        Assert.Contains("bert.transformer.h.0.attn.c_attn.weight", learned);
        Assert.DoesNotContain(learned, name => name.Contains("mlm_", StringComparison.Ordinal));
        Assert.Contains("classes is 1", Assert.Throws<WorkbookException>(() => new Classifier(new Encoder(new() { VocabularySize = 9, Width = 4, Heads = 1 }, CPU), 1)).Message);
    }

    [Fact]
    public void Filled_up_rows_are_judged_as_they_are_alone()
    {
        Disturb();
        var together = ClassGuesses.LogProbabilities(model, Rows, batchSize: 3);
        Assert.Equal([1, 2, 1], together.Select(r => r.Length));
        foreach (var (row, said) in Rows.Zip(together))
        {
            using var scope = NewDisposeScope();
            var scores = model.call(tensor(row.Tokens.Select(t => (long)t).ToArray(), [1, row.Tokens.Length])).log_softmax(-1)[0]; // (T, K)
            foreach (var (place, n) in row.Targets.Index().Where(t => t.Item >= 0).Select((t, n) => (t.Index, n)))
                Assert.All(scores[place].data<float>().ToArray().Zip(said[n]), p => Assert.Equal(p.First, p.Second, 1e-5));
        }
    }

    [Fact]
    public void Guesses_loss_and_accuracy_say_the_same_as_the_objective()
    {
        Disturb();
        var said = ClassGuesses.LogProbabilities(model, Rows, batchSize: 2);
        var likeliest = ClassGuesses.Likeliest(model, Rows);
        Assert.All(said.SelectMany(r => r).Zip(likeliest.SelectMany(r => r)), p => Assert.Equal(p.First.Max(), p.First[p.Second]));
        Assert.Equal(Loss().ToDouble(), ClassGuesses.Loss(model, Rows), 1e-5);
        LabelledRow[] asSaid = [.. Rows.Zip(likeliest, (row, l) => row with { Targets = Filled(row.Targets, l) })];
        Assert.Equal(1, ClassGuesses.Accuracy(model, asSaid));
        LabelledRow[] oneWrong = [.. asSaid[..2], asSaid[2] with { Targets = Filled(asSaid[2].Targets, [(likeliest[2][0] + 1) % 3]) }];
        Assert.Equal(0.75, ClassGuesses.Accuracy(model, oneWrong));

        static int[] Filled(int[] targets, int[] labels)
        {
            var queue = new Queue<int>(labels);
            return [.. targets.Select(t => t >= 0 ? queue.Dequeue() : t)];
        }
    }

    private Tensor Loss()
    {
        using var batch = LabelledBatches.Of(Rows, CPU);
        return MaskedLoss.Mean(model.Hidden(batch.Inputs, batch.IsPad), batch.Targets, model.Scores);
    }

    private void Disturb()
    {
        using var _ = no_grad();
        foreach (var parameter in model.parameters())
            nn.init.normal_(parameter, 0, 0.3);
    }
}
