using LlmWorkbook.Text;

namespace LlmWorkbook.Tests.Text.Cleaning;

public sealed class QualityTests
{
    private const string Good = "Today the weather was nice, so Lily went to the park. She saw a red ball under a tree, and it was the best day of the week.";
    private const string GoodChinese = "今天天气很好，莉莉就去公园了。她看见树下有一个红色的皮球，皮球是她的朋友的。";

    public static TheoryData<string, string> Bad => new()
    {
        { "Too short to be a page.", "too short" },
        { string.Concat(Enumerable.Repeat("cheap shoes are good and the best cheap shoes ", 3)), "one word over and over" },
        { Good + " " + Good, "repeats itself" },
        { Good + new string('★', 20), "too many signs" },
        { Good.ToUpperInvariant(), "written in capitals" },
        { "xoqua zirpla vemdru klibof ngethu xozir quapla zirvem pladru vemkli drubof klinge bofthu ngexo thuqua zirkli", "no ordinary words" },
        { string.Concat(GoodChinese.Select(c => "ä½" + c)), "wrong encoding" },
    };

    [Theory]
    [InlineData(Good)]
    [InlineData(GoodChinese)]
    [InlineData(GoodChinese + "这本书的ISBN 978-0-00-000000-2。")]
    public void Good_text_breaks_no_rule(string text) => Assert.Empty(Quality.Problems(text, new()));

    [Theory]
    [MemberData(nameof(Bad))]
    public void Each_rule_names_what_it_is_for(string text, string problem) => Assert.Contains(problem, Quality.Problems(text, new()));

    [Fact]
    public void A_rule_can_be_changed() => Assert.Equal(["too short"], Quality.Problems(Good, new() { LeastWords = 100 }));

    [Fact]
    public void Nothing_is_too_short() => Assert.Equal(["too short"], Quality.Problems("", new()));
}
