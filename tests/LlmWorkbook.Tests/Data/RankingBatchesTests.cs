using LlmWorkbook.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Data;

public sealed class RankingBatchesTests
{
    private static readonly Ranking[] Some = [.. Rankings.Documents(Language.English, Split.Train, 1, 3, answers: 3)];

    [Fact]
    public void The_answers_of_a_ranking_stand_beside_each_other_the_preferred_ones_first()
    {
        using var batch = new RankingBatches(Some[..1], 2, seed: 1, CPU)[0];
        Assert.Equal(6, batch.Inputs.shape[0]);
        for (int row = 0; row < 6; row++)
        {
            int[] expected = [.. ChatTemplate.Prompt(Some[0].Question.Text), .. ChatTemplate.Answer(Some[0].Answers[row % 3].Text)];
            Assert.Equal(expected.Select(t => (long)t), batch.Inputs[row].data<long>().Take(expected.Length));
            Assert.Equal(expected.Length, batch.IsPad is null ? batch.Inputs.shape[1] : batch.IsPad[row].logical_not().sum().ToInt64());
        }
    }

    [Fact]
    public void Every_ranking_comes_once_in_a_pass_and_each_pass_has_its_own_order()
    {
        var many = Rankings.Documents(Language.English, Split.Train, 1, 12, answers: 2).ToArray();
        var batches = new RankingBatches(many, 4, seed: 1, CPU);
        string[] Pass(int number) => [.. Enumerable.Range(3 * number, 3).SelectMany(n =>
        {
            using var batch = batches[n];
            return Enumerable.Range(0, 4).Select(r => string.Join(' ', batch.Inputs[2 * r].data<long>().Take(batch.IsPad is null ? int.MaxValue : (int)batch.IsPad[2 * r].logical_not().sum().ToInt64()))).ToArray();
        })];
        string[] first = Pass(0), second = Pass(1);
        Assert.Equal(many.Select(r => string.Join(' ', ChatTemplate.Prompt(r.Question.Text).Concat(ChatTemplate.Answer(r.Answers[0].Text)))).Order(), first.Order());
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
