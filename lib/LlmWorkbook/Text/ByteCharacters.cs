using System.Text;

namespace LlmWorkbook.Text;

/// <summary>
/// GPT-2's writing of bytes as characters, so that a vocabulary of byte strings can be kept as text: the bytes that Latin-1 prints
/// stand for themselves, the other 68 for U+0100 and up in order (a space is Ġ, a line feed Ċ). Radford et al. 2019, section 2.2.
/// </summary>
public static class ByteCharacters
{
    private static readonly char[] Characters = new char[256];
    private static readonly Dictionary<char, byte> Bytes = [];

    static ByteCharacters()
    {
        int unprintable = 0;
        for (int b = 0; b < 256; b++)
        {
            bool isPrintable = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE;
            Characters[b] = (char)(isPrintable ? b : 0x100 + unprintable++);
            Bytes[Characters[b]] = (byte)b;
        }
    }

    /// <summary>The characters of the bytes, one each.</summary>
    public static string FromBytes(ReadOnlySpan<byte> bytes)
    {
        Span<char> characters = bytes.Length <= 256 ? stackalloc char[bytes.Length] : new char[bytes.Length];
        for (int i = 0; i < bytes.Length; i++)
            characters[i] = Characters[bytes[i]];
        return new(characters);
    }

    /// <summary>The bytes of the characters.</summary>
    /// <exception cref="WorkbookException">A character stands for no byte.</exception>
    public static byte[] ToBytes(string characters)
    {
        byte[] bytes = new byte[characters.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = Bytes.TryGetValue(characters[i], out byte b) ? b
                : throw new WorkbookException($"The token '{characters}' is not written in GPT-2's byte characters ('{characters[i]}' stands for no byte); a byte-level vocabulary has no other ones.");
        }
        return bytes;
    }

    /// <summary>What a person reads: the text of the bytes, with \xNN for those that are only a part of a character.</summary>
    public static string Readable(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        while (!bytes.IsEmpty)
        {
            bool isWhole = Rune.DecodeFromUtf8(bytes, out var rune, out int used) == System.Buffers.OperationStatus.Done;
            if (isWhole)
                text.Append(rune);
            else
                text.Append($"\\x{bytes[0]:X2}");
            bytes = bytes[(isWhole ? used : 1)..];
        }
        return text.ToString();
    }
}
