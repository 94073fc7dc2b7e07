using System.Text;
using LlmWorkbook.Data;
using LlmWorkbook.Text;

namespace LlmWorkbook.Tests.Text;

public sealed class TextFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("workbook-text-").FullName;

    public void Dispose() => Directory.Delete(folder, true);

    [Fact]
    public void A_text_comes_back_without_its_byte_order_mark() =>
        Assert.Equal("ä今", TextFile.Read(Write([0xEF, 0xBB, 0xBF, .. "ä今"u8])));

    [Fact]
    public void Each_kind_of_bad_file_gets_one_sentence()
    {
        Says("is empty", Write([]));
        Says("is empty", Write("  \n \t"u8));
        Says("is binary", Write("abc\0def"u8));
        Says("is not UTF-8", Write([.. "abc"u8, 0xC3, 0x28]));
        Says("does not exist", Path.Combine(folder, "missing.txt"));
        Says("is a folder", folder);
    }

    [Fact]
    public void A_text_too_short_for_the_context_says_how_much_is_needed()
    {
        string path = Write("0123456789"u8);
        var error = Assert.Throws<WorkbookException>(() => TextCorpus.FromFile(path, 64));
        Assert.Contains("10 characters", error.Message);
        Assert.Contains("at least 650", error.Message);
        Assert.Equal(65, TextCorpus.FromText(new string('a', 650), 64).Validation.Length);
    }

    private static void Says(string part, string path)
    {
        var error = Assert.Throws<WorkbookException>(() => TextFile.Read(path));
        Assert.Contains(part, error.Message);
        Assert.Contains(path, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    private string Write(ReadOnlySpan<byte> bytes)
    {
        string path = Path.Combine(folder, Path.GetRandomFileName() + ".txt");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
