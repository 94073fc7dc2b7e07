using LlmWorkbook.Text;

namespace LlmWorkbook.Tests.Text.Cleaning;

public sealed class HtmlTextTests
{
    [Theory]
    [InlineData("<p>one</p><p>two</p>", "one|two")]
    [InlineData("<p>one<p>two<br>three", "one|two|three")]
    [InlineData("<p>a <b>bold</b>, <a href='#'>linked</a> word</p>", "a bold, linked word")]
    [InlineData("<p>tom &amp; jerry &lt;3 &#20013;&quot;</p>", "tom & jerry <3 中\"")]
    [InlineData("<head><title>no</title></head><p>yes<script>no</script><style>no</style><!-- no --></p><noscript>no</noscript><div hidden>no</div>", "yes")]
    [InlineData("<script>\"<p>no</p>\"</script><p>yes</p>", "yes")]
    [InlineData("<p>  many\n\n   spaces\t here </p><p> </p>", "many spaces here")]
    [InlineData("<ul><li>one<li>two</ul>text", "one|two|text")]
    [InlineData("no markup", "no markup")]
    [InlineData("", "")]
    public void Blocks_are_what_a_reader_sees(string html, string expected) =>
        Assert.Equal(expected, string.Join('|', HtmlText.Blocks(html).Select(b => b.Text)));

    [Fact]
    public void White_space_of_other_encodings_is_kept() => // half of a character of mojibake
        Assert.Equal("\u00a0x\u0085y\u00a0", HtmlText.Blocks("<p> \u00a0x\u0085y\u00a0 </p>").Single().Text);

    [Fact]
    public void Link_density_is_the_share_of_linked_characters()
    {
        var blocks = HtmlText.Blocks("<p>1234567890</p><p>12345<a><b>67890</b></a></p><p><a> all </a></p>");
        Assert.Equal([0, 0.5, 1], blocks.Select(b => b.LinkDensity));
    }
}
