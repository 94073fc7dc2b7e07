using LlmWorkbook.Metrics;

namespace LlmWorkbook.Tests.Metrics;

public class BitsPerByteTests
{
    [Fact]
    public void CountsUtf8BytesOfAllTexts()
    {
        Assert.Equal(1, BitsPerByte.Of(6 * Math.Log(2), ["中国"]), 12);
        Assert.Equal(8, BitsPerByte.Of(3 * Math.Log(256), ["a", "é"]), 12);
        Assert.Contains("at least one byte", Assert.Throws<WorkbookException>(() => BitsPerByte.Of(1, [""])).Message);
    }
}
