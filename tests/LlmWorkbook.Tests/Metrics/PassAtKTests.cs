using LlmWorkbook.Metrics;

namespace LlmWorkbook.Tests.Metrics;

public class PassAtKTests
{
    [Theory]
    [InlineData(6, 2, 1)]
    [InlineData(6, 2, 3)]
    [InlineData(5, 0, 4)]
    [InlineData(5, 5, 2)]
    [InlineData(7, 3, 5)]
    public void It_is_the_share_of_subsets_with_a_right_answer(int answers, int right, int k)
    {
        var subsets = Enumerable.Range(0, 1 << answers).Where(s => int.PopCount(s) == k).ToList();
        double expected = subsets.Average(s => (s & ((1 << right) - 1)) != 0 ? 1.0 : 0);
        Assert.Equal(expected, PassAtK.Of(answers, right, k), 1e-12);
    }

    [Fact]
    public void Too_few_answers_are_refused()
    {
        Assert.Contains("pass@3", Assert.Throws<WorkbookException>(() => PassAtK.Of(2, 1, 3)).Message);
        Assert.Throws<WorkbookException>(() => PassAtK.Of(2, 3, 1));
    }
}
