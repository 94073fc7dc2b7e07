using LlmWorkbook.Data;
using LlmWorkbook.Lessons;

namespace LlmWorkbook.Tests.Data;

public class GrammarTests
{
    [Fact]
    public void Alternatives_come_as_often_as_their_weights_say()
    {
        string text = Grammar.Parse("text = 3: a | 1: <b>\nb = b").WriteMany(40_000, 1);
        Assert.InRange(text.Count(c => c == 'a') / 40_000.0, 0.74, 0.76);
        Assert.All(text, c => Assert.Contains(c, "ab"));
    }

    [Fact]
    public void The_same_seed_gives_the_same_text_and_another_seed_another()
    {
        var grammar = Grammar.Everyday();
        Assert.Equal(grammar.WriteMany(2000, 5), grammar.WriteMany(2000, 5));
        Assert.NotEqual(grammar.WriteMany(2000, 5), grammar.WriteMany(2000, 6));
    }

    [Fact]
    public void Bad_rules_are_named()
    {
        Assert.Contains("<b>", Assert.Throws<WorkbookException>(() => Grammar.Parse("text = <b>")).Message);
        Assert.Contains("Line 2", Assert.Throws<WorkbookException>(() => Grammar.Parse("text = a\nnonsense")).Message);
        Assert.Contains("second time", Assert.Throws<WorkbookException>(() => Grammar.Parse("text = a\ntext = b")).Message);
    }
}
