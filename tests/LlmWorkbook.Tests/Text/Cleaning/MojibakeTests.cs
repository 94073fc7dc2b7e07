using System.Text;
using LlmWorkbook.Text;

namespace LlmWorkbook.Tests.Text.Cleaning;

public sealed class MojibakeTests
{
    private const string Text = "© 2026 Café – “it’s” 中国的首都是北京。🙂";

    [Fact]
    public void What_Windows_1252_shows_of_UTF_8_is_mended() =>
        Assert.Equal("中国", Mojibake.Repair("ä¸\u00adå›½"));

    [Theory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void Repair_undoes_any_number_of_wrong_readings(int times, bool latin1)
    {
        string shown = Text;
        for (int i = 0; i < times; i++)
            shown = string.Concat(Encoding.UTF8.GetBytes(shown).Select(b => latin1 ? (char)b : Mojibake.Character(b)));
        Assert.NotEqual(Text, shown);
        Assert.Equal(Text, Mojibake.Repair(shown));
    }

    [Theory]
    [InlineData(Text)]
    [InlineData("plain words")]
    [InlineData("naïve café, 5 £, straße")]
    [InlineData("")]
    public void Text_that_was_read_rightly_is_left(string text) => Assert.Equal(text, Mojibake.Repair(text));

    [Fact]
    public void Each_line_is_mended_by_itself() => Assert.Equal("Café\nnaïve\n中", Mojibake.Repair("CafÃ©\nnaïve\nä¸\u00ad"));

    [Fact]
    public void Every_byte_has_a_character_of_its_own()
    {
        var characters = Enumerable.Range(0, 256).Select(b => Mojibake.Character((byte)b)).ToList();
        Assert.Equal(256, characters.Distinct().Count());
        Assert.Equal('€', characters[0x80]);
        Assert.Equal('Ÿ', characters[0x9f]);
        Assert.Equal('é', characters[0xe9]);
    }

    [Fact]
    public void Suspicion_tells_lost_text_from_good_text()
    {
        Assert.Equal(0, Mojibake.Suspicion("“It’s here,” she said … 中国。"));
        Assert.True(Mojibake.Suspicion("Café Lumière") < 0.2);
        Assert.True(Mojibake.Suspicion("ä½å½çé¦é½æ¯åäº¬") > 0.9);
    }
}
