using LlmWorkbook.Text;

namespace LlmWorkbook.Tests.Text;

public class CharTokenizerTests
{
    [Theory]
    [InlineData("hello, world")]
    [InlineData("今天天气很好")]
    [InlineData("a😀b\n\t\u200Dé")]
    public void Decoding_gives_back_what_was_encoded(string text)
    {
        var tokenizer = CharTokenizer.FromText(text);
        Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
        Assert.Equal(text.EnumerateRunes().Count(), tokenizer.Encode(text).Length);
    }

    [Fact]
    public void Ids_follow_code_points_and_the_alphabet_brings_them_back()
    {
        var tokenizer = CharTokenizer.FromText("cab😀");
        Assert.Equal([2, 0, 1, 3], tokenizer.Encode("cab😀"));
        Assert.Equal(tokenizer.Encode("cab😀"), CharTokenizer.FromAlphabet(tokenizer.Alphabet).Encode("cab😀"));
        Assert.Throws<WorkbookException>(() => CharTokenizer.FromAlphabet("aba"));
    }

    [Fact]
    public void An_unknown_character_is_named()
    {
        var error = Assert.Throws<WorkbookException>(() => CharTokenizer.FromText("abc").Encode("abx"));
        Assert.Contains("'x' (U+0078)", error.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => CharTokenizer.FromText("abc").Decode(3));
    }
}
