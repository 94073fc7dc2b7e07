using LlmWorkbook.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Data;

public sealed class RankingBatchesTests
{
    private static readonly Ranking[] Some = [.. Rankings.Documents(Language.English, Split.Train, 1, 3, answers: 3)];

    /// <summary>The tokens of each answer of a batch, in the order of their numbers.</summary>
    private static int[][] Answers(Batch batch)
    {
        long[] targets = batch.Targets.data<long>().ToArray(), owners = batch.Packing!.Owners.data<long>().ToArray();
        return [.. Enumerable.Range(0, (int)batch.Packing.Ends.numel()).Select(n => targets.Index().Where(t => t.Item != Batch.Ignored && owners[t.Index] == n).Select(t => (int)t.Item).ToArray())];
    }

    [Fact]
    public void The_answers_of_a_ranking_stand_beside_each_other_the_preferred_ones_first()
    {
        using var batch = new RankingBatches(Some[..1], 2, seed: 1, CPU)[0];
        int[][] expected = [.. Some[0].Answers.Select(a => ChatTemplate.Answer(a.Text))];
        Assert.Equal([.. expected, .. expected], Answers(batch));
        Assert.Equal(ChatTemplate.Prompt(Some[0].Question.Text).Select(t => (long)t), batch.Inputs[0].data<long>().Take(ChatTemplate.Prompt(Some[0].Question.Text).Length));
    }

    [Fact]
    public void Every_ranking_comes_once_in_a_pass_and_each_pass_has_its_own_order()
    {
        var many = Rankings.Documents(Language.English, Split.Train, 1, 12, answers: 2).ToArray();
        var batches = new RankingBatches(many, 4, seed: 1, CPU);
        string[] Pass(int number) => [.. Enumerable.Range(3 * number, 3).SelectMany(n =>
        {
            using var batch = batches[n];
            return Answers(batch).Chunk(2).Select(two => string.Join(' ', two[0]) + " before " + string.Join(' ', two[1])).ToArray();
        })];
        string[] first = Pass(0), second = Pass(1);
        Assert.Equal(many.Select(r => string.Join(" before ", r.Answers.Select(a => string.Join(' ', ChatTemplate.Answer(a.Text))))).Order(), first.Order());
        Assert.Equal(first.Order(), second.Order());
        Assert.NotEqual(first, second);
        Assert.Equal(first, Pass(0));
    }

    [Fact]
    public void A_batch_depends_on_seed_and_number_alone()
    {
        long[] Inputs(long n)
        {
            using var batch = new RankingBatches(Some, 4, seed: 1, CPU)[n];
            return [.. batch.Inputs.data<long>()];
        }
        Assert.Equal(Inputs(5), Inputs(5));
        Assert.Contains(Enumerable.Range(6, 5), n => !Inputs(5).SequenceEqual(Inputs(n)));
    }
}
