using System.Text;

namespace LlmWorkbook.Text;

/// <summary>Reads a user's own text, and says in one sentence what is wrong with a file that is none.</summary>
public static class TextFile
{
    /// <summary>Largest file that is read, in bytes: the whole text is kept in memory.</summary>
    public const long MaximumBytes = 512L << 20;

    /// <summary>The whole of a UTF-8 file as a string, without a byte-order mark.</summary>
    /// <param name="path">A file of the user's.</param>
    /// <exception cref="WorkbookException">Missing, a folder, unreadable, empty, too large, binary, or not UTF-8.</exception>
    public static string Read(string path)
    {
        if (Directory.Exists(path))
            throw new WorkbookException($"The text '{path}' is a folder; name a UTF-8 text file.");
        if (!File.Exists(path))
            throw new WorkbookException($"The text file '{path}' does not exist; check the path (it is looked up from '{Environment.CurrentDirectory}').");
        byte[] bytes;
        try
        {
            long length = new FileInfo(path).Length;
            if (length > MaximumBytes)
                throw new WorkbookException($"The text file '{path}' has {length >> 20} MiB, more than the {MaximumBytes >> 20} MiB that fit in memory; cut out a part of it.");
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"The text file '{path}' cannot be read ({e.Message.TrimEnd('.')}); check its permissions.", e);
        }
        if (bytes.AsSpan().IndexOf((byte)0) is var zero and >= 0)
            throw new WorkbookException($"The file '{path}' is binary, not text (a zero byte at offset {zero}); name a UTF-8 text file.");
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new WorkbookException($"The file '{path}' is not UTF-8 text (invalid byte at offset {Math.Max(e.Index, 0)}); save it as UTF-8.", e);
        }
        text = text.TrimStart('\uFEFF');
        if (string.IsNullOrWhiteSpace(text))
            throw new WorkbookException($"The text file '{path}' is empty; name a file with some text to learn from.");
        return text;
    }
}
