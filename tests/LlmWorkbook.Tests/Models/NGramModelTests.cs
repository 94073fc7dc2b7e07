using LlmWorkbook.Models;

namespace LlmWorkbook.Tests.Models;

public sealed class NGramModelTests
{
    [Fact]
    public void The_probabilities_of_all_tokens_add_up_to_one_and_follow_the_formula()
    {
        int[][] texts = [[0, 1, 0, 1, 2], [0, 1, 1]];
        for (int order = 1; order <= 3; order++)
        {
            var model = new NGramModel(texts, order, vocabularySize: 4);
            double known = 4 * model.Loss([[0, 1, 0, 1]]);
            double sum = Enumerable.Range(0, 4).Sum(next => Math.Exp(known - 5 * model.Loss([[0, 1, 0, 1, next]])));
            Assert.Equal(1, sum, 1e-9);
        }
        // Unigram: c(1) = 4 of 8 tokens, 3 kinds; (4 + 3 / 4) / (8 + 3).
        Assert.Equal(-Math.Log(4.75 / 11), new NGramModel(texts, 1, 4).Loss([[1]]), 1e-12);
        // Bigram behind 0: always 1, 3 times, 1 kind; (3 + 1 x unigram(1)) / (3 + 1), and 0 begins both texts: (2 + unigram(0)) / 3.
        double begin = (2 + 3.75 / 11) / 3;
        Assert.Equal(-Math.Log((3 + 4.75 / 11) / 4) / 2 - Math.Log(begin) / 2, new NGramModel(texts, 2, 4).Loss([[0, 1]]), 1e-12);
    }

    [Fact]
    public void A_longer_context_is_better_where_it_tells_something()
    {
        int[][] texts = [.. Enumerable.Range(0, 50).Select(i => new[] { i % 2, 2, i % 2, 3 })];
        double[] losses = [.. Enumerable.Range(1, 3).Select(n => new NGramModel(texts, n, 4).Loss(texts))];
        Assert.True(losses[1] < losses[0] - 0.3);
        Assert.True(losses[2] < losses[1] - 0.1);
    }
}
