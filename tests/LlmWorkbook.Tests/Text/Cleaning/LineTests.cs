using LlmWorkbook.Text;

namespace LlmWorkbook.Tests.Text.Cleaning;

/// <summary>Words, scripts and boilerplate: what is decided line by line.</summary>
public sealed class LineTests
{
    [Theory]
    [InlineData("The cat's hat, 42!", "the cat s hat 42")]
    [InlineData("北京是China的首都。", "北 京 是 china 的 首 都")]
    [InlineData("… — !", "")]
    [InlineData("Zoë 𠀀", "zoë 𠀀")]
    public void Words_are_words_numbers_and_Chinese_characters(string text, string expected) => Assert.Equal(expected, string.Join(' ', Words.Of(text)));

    [Theory]
    [InlineData("It is.", true)]
    [InlineData("“Is it?” ", true)]
    [InlineData("今天天气很好。", true)]
    [InlineData("他说：“好！”", true)]
    [InlineData("More stories »", false)]
    [InlineData("", false)]
    public void A_sentence_has_an_end(string text, bool expected) => Assert.Equal(expected, Words.EndsSentence(text));

    [Theory]
    [InlineData("The capital of China is Beijing.", Script.Latin)]
    [InlineData("北京是中国的首都。", Script.Han)]
    [InlineData("Beijing 是中国的首都，人口很多。", Script.Han)]
    [InlineData("The word for Beijing is written 北京 there.", Script.Latin)]
    [InlineData("12:30 – 42 %", Script.None)]
    [InlineData("Привет", Script.None)]
    public void A_script_is_recognised(string text, string expected) => Assert.Equal(expected, Script.Of(text));

    [Fact]
    public void The_main_script_is_that_of_most_words_not_of_most_lines() =>
        Assert.Equal(Script.Latin, Script.Main(["好。", "是。", "This line is much longer than both of the others.", "42"]));

    [Theory]
    [InlineData("She went to the park.", 0, false)]
    [InlineData("She went to the park.", 0.9, true)]
    [InlineData("Sign in.", 0, true)]
    [InlineData("© 2026 Paper Kite – Terms – Privacy", 0, true)]
    public void Boilerplate_looks_unlike_text(string text, double links, bool expected) =>
        Assert.Equal(expected, Boilerplate.LooksLike(new(text, links), new()));

    [Fact]
    public void A_line_of_many_pages_is_boilerplate_whatever_its_numbers()
    {
        string[][] pages = [.. Enumerable.Range(0, 1000).Select(i => new[] { $"You are reader {i} of this page today.", i < 11 ? "We use cookies to be nice to you." : "-", i < 9 ? "This sentence is on nine pages." : "-" })];
        var boilerplate = new Boilerplate(pages, new() { RepeatedOn = 0.01 });
        Assert.True(boilerplate.IsRepeated("You are reader 5000 of this page today."));
        Assert.True(boilerplate.Is(new("We use cookies to be nice to you.", 0)));
        Assert.False(boilerplate.Is(new("This sentence is on nine pages.", 0)));
        Assert.False(boilerplate.IsRepeated("A sentence that no page has."));
    }
}
